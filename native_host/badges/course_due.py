"""What a list of courses says of one: the course's next deadline, and how much is still to do. Sans-I/O.

Only what may still change is asked about again: what is handed in stays handed in, as far as this list is concerned.
"""

from __future__ import annotations

from ..timestamps import epoch, iso
from .rules import STUDENT, moments

TYPE_CHECKING = False  # typing stays off the path to remembered answers
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..wire.shapes.badges import Badge, CourseDue, NextDeadline
    from .rules import Json

MISSING = ("not_submitted", "no_file")
UNKNOWN = ("loading", "error")


def course_due(
    course: Json, items: Sequence[Json], badges: Mapping[str, Badge], now: float, listed_at: str
) -> CourseDue:
    """What is ahead in a course.

    `course` is its entry in the list of courses, `items` its list of assessments as of `listed_at`, `badges` what is
    known of them, by name and aged for `now`, epoch seconds by the server's clock.
    """
    ahead = _ahead(course, items, now)
    open_badges = [badges.get(item["name"]) for item in ahead]
    counted = [badge for badge in open_badges if badge and _is_missing(badge)]
    staff = _is_staff(course, open_badges)
    known = not staff and all(map(_is_known, open_badges))
    return {
        "course": course["name"],
        "staff": staff,
        "to_do": len(counted) if known else None,
        "next": _next([item for item in ahead if _may_be_to_do(badges.get(item["name"]))] or ahead, now),
        "fetched_at": min([listed_at, *(badge["fetched_at"] or listed_at for badge in counted)]),
    }


def to_ask(
    course: Json, items: Sequence[Json], badges: Mapping[str, Badge], now: float, max_age: float
) -> list[str]:
    """The assessments whose submissions decide what is to do and were not asked for within `max_age` seconds."""
    ahead = _ahead(course, items, now)
    if _is_staff(course, [badges.get(item["name"]) for item in ahead]):
        return []
    known = ((item["name"], badges.get(item["name"])) for item in ahead)
    return [name for name, badge in known if _may_be_to_do(badge) and _is_old(badge, now, max_age)]


def _is_missing(badge: Badge) -> bool:
    """Whether it is counted, as on the course's page: the server has no file, and takes one."""
    return badge["state"] in MISSING and badge["why_not"] is None and not badge["staff"]


def _is_staff(course: Json, badges: Sequence[Badge | None]) -> bool:
    return course["auth_level"] != STUDENT or any(badge is not None and badge["staff"] for badge in badges)


def _is_known(badge: Badge | None) -> bool:
    return badge is not None and badge["state"] not in UNKNOWN


def _may_be_to_do(badge: Badge | None) -> bool:
    return badge is None or badge["state"] in UNKNOWN or _is_missing(badge)


def _is_old(badge: Badge | None, now: float, max_age: float) -> bool:
    at = epoch(badge["fetched_at"]) if badge else None
    return at is None or not 0 <= now - at < max_age


def _ahead(course: Json, items: Sequence[Json], now: float) -> list[Json]:
    """The assessments that have not ended for the course, each with its late slack."""
    slackened = ({**item, "late_slack": course["late_slack"]} for item in items)
    return [item for item in slackened if (end := moments(item)[2]) is None or now <= end]


def _next(items: Sequence[Json], now: float) -> NextDeadline | None:
    """What comes first: a deadline, or where that has passed the end of late work."""
    coming = [(at, item, late) for item in items for at, late in [_until(item, now)] if at is not None]
    if not coming:
        return None
    at, item, late = min(coming, key=lambda one: (one[0], one[1]["name"]))
    shown = item["due_at"] if at == epoch(item["due_at"]) else iso(at)
    return {
        "assessment": item["name"],
        "display_name": item["display_name"] or item["name"],
        "at": shown,
        "late": late,
    }


def _until(item: Json, now: float) -> tuple[float | None, bool]:
    """The moment that is ahead, and whether only late work is taken until then."""
    _, due, end = moments(item)
    told = epoch(item["due_at"])
    if told is not None and now <= told:
        return told, False
    late = due is not None and now > due
    return (end if late else due), late
