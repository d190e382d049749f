"""What was sent from here and nobody knows yet whether it arrived: no badge may call it not submitted.

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
    from ..wire.shapes.badges import Badge

ROW = "badges.doubts"


def in_doubt_shown(
    services: Services, server: Origin, course: str, badges: Sequence[Badge]
) -> Sequence[Badge]:
    """The account's badges as they may be shown: `in_doubt` where they would say that nothing was handed in."""
    email = services.sessions.email(server)
    row = None if email is None else services.cache.get(account_key(server, email), ROW, course)
    if row is None or not row.data:
        return badges
    return [
        {**badge, "state": "in_doubt"}
        if badge["state"] == "not_submitted" and badge["assessment"] in row.data
        else badge
        for badge in badges
    ]


def badges_shown(services: Services, server: Origin, course: str) -> Mapping[str, Badge]:
    """What is remembered of the account's badges, as they may be shown, by assessment."""
    row = services.cache.get(account_key(server, services.sessions.get(server).email), BADGES, course)
    badges = in_doubt_shown(services, server, course, row.data["badges"]) if row else ()
    return {badge["assessment"]: badge for badge in badges}
