"""badges.changed, in as many notifications as it takes: each one has to fit a frame, however large a course is."""

from __future__ import annotations

import json

from ..rpc.cached_read import NOTIFIABLE, clock_ahead
from .shown import shown

TYPE_CHECKING = False  # typing stays off the path to remembered badges
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..services import Services
    from ..wire.identifiers import Origin
    from ..wire.shapes.badges import Badge
    from ..wire.shapes.common import ErrorObject
    from ..wire.shapes.notifications import BadgesNotice, Notify


def notify_badges(
    services: Services,
    notify: Notify,
    server: Origin,
    course: str,
    badges: Sequence[Badge],
    *,
    done: bool,
    fetched_at: str | None,
    error: ErrorObject | None = None,
) -> None:
    """Notify; `done` and `error` come with the last of them."""
    *earlier, last = _portions(shown(services, server, course, badges))
    about: BadgesNotice = {
        "server": server,
        "course": course,
        "badges": [],
        "done": False,
        "error": None,
        "fetched_at": fetched_at,
        "clock_ahead": clock_ahead(services, server),
    }
    for portion in earlier:
        notify("badges.changed", {**about, "badges": portion})
    notify("badges.changed", {**about, "badges": last, "done": done, "error": error})


def _portions(badges: Sequence[Badge]) -> Iterator[list[Badge]]:
    """The badges in order, at least one portion; a single badge always fits, since its texts are bounded."""
    portion: list[Badge] = []
    size = 0
    for badge in badges:
        length = len(json.dumps(badge))
        if portion and size + length > NOTIFIABLE:
            yield portion
            portion, size = [], 0
        portion.append(badge)
        size += length
    yield portion
