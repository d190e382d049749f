"""Badges as they may be shown: with what is remembered beside them, which their own data does not tell.

    badges = shown(services, server, course, badges)

In doubt is what was sent from here and nobody knows yet whether it arrived: no badge may hide it or call it not
submitted. The receipts that tell are slower to read than the first badges may come. A quiz is answered on its own page,
which alone tells that it is one; no badge may offer to hand in a file there. `learning.py` keeps both true.
"""

from __future__ import annotations

from ..wire.identifiers import account_key

TYPE_CHECKING = False  # typing stays off the path to remembered badges
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from ..services import Services
    from ..wire.identifiers import AccountKey, Origin
    from ..wire.shapes.badges import Badge, BadgeState

BADGES = "badges"
"""The row of a course with its finished badges; `book.py` says what is in it."""
DOUBTS, QUIZZES = "badges.doubts", "badges.quizzes"
"""Rows of a course, each a list of assessments."""


def shown(services: Services, server: Origin, course: str, badges: Sequence[Badge]) -> Sequence[Badge]:
    """The account's badges as they may be shown: each says whether something is in doubt there, and if it is a quiz.

    Where it would say that nothing was handed in, the doubt is its state.
    """
    email = services.sessions.email(server)
    return shown_to(services, None if email is None else account_key(server, email), course, badges)


def shown_to(
    services: Services, who: AccountKey | None, course: str, badges: Sequence[Badge]
) -> Sequence[Badge]:
    """As `shown`, of an account whose session has been looked at already."""
    doubts, quizzes = (() if who is None else noted(services, who, course, row) for row in (DOUBTS, QUIZZES))
    return [
        _shown(badge, in_doubt=badge["assessment"] in doubts, quiz=badge["assessment"] in quizzes)
        for badge in badges
    ]


def noted(services: Services, account: AccountKey, course: str, row: str) -> Collection[str]:
    """The assessments in one of the rows."""
    known = services.cache.get(account, row, course)
    told: Collection[str] = () if known is None else known.data
    return told


def _shown(badge: Badge, *, in_doubt: bool, quiz: bool) -> Badge:
    state: BadgeState = "in_doubt" if in_doubt and badge["state"] == "not_submitted" else badge["state"]
    return {**badge, "state": state, "in_doubt": in_doubt, "quiz": quiz}


def badges_shown(services: Services, server: Origin, course: str) -> Mapping[str, Badge]:
    """What is remembered of the account's badges, as they may be shown, by assessment."""
    who = account_key(server, services.sessions.get(server).email)
    row = services.cache.get(who, BADGES, course)
    badges = shown_to(services, who, course, row.data["badges"]) if row else ()
    return {badge["assessment"]: badge for badge in badges}
