"""What was sent from here and nobody knows yet whether it arrived: no badge may hide it or call it not submitted.

    badges = in_doubt_shown(services, server, course, badges)

Which assessments that are is remembered beside the badges, for the receipts are slower to read than the first badges
may come. `learning.py` keeps it true: at each visit of a course, and whenever a receipt changes.
"""

from __future__ import annotations

from ..wire.identifiers import account_key
from .book import ROW as BADGES

TYPE_CHECKING = False  # typing stays off the path to remembered badges
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..services import Services
    from ..wire.identifiers import Origin
    from ..wire.shapes.badges import Badge, BadgeState

ROW = "badges.doubts"


def in_doubt_shown(
    services: Services, server: Origin, course: str, badges: Sequence[Badge]
) -> Sequence[Badge]:
    """The account's badges as they may be shown: each says whether something is in doubt there.

    Where it would say that nothing was handed in, that is its state.
    """
    email = services.sessions.email(server)
    row = None if email is None else services.cache.get(account_key(server, email), ROW, course)
    doubts = () if row is None else row.data
    return [_shown(badge, in_doubt=badge["assessment"] in doubts) for badge in badges]


def _shown(badge: Badge, *, in_doubt: bool) -> Badge:
    state: BadgeState = "in_doubt" if in_doubt and badge["state"] == "not_submitted" else badge["state"]
    return {**badge, "state": state, "in_doubt": in_doubt}


def badges_shown(services: Services, server: Origin, course: str) -> Mapping[str, Badge]:
    """What is remembered of the account's badges, as they may be shown, by assessment."""
    row = services.cache.get(account_key(server, services.sessions.get(server).email), BADGES, course)
    badges = in_doubt_shown(services, server, course, row.data["badges"]) if row else ()
    return {badge["assessment"]: badge for badge in badges}
