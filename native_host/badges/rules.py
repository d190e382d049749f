"""What a badge says, computed from what the server answered. Sans-I/O: plain JSON values in, plain JSON values out.

Parts of a badge depend on the time alone (is it late, is it closed). `aged` computes them anew each time a cached
badge is shown, so that an old one never offers a closed assessment.
"""

from __future__ import annotations

import math

from ..timestamps import DAY, epoch, iso

TYPE_CHECKING = False  # typing stays off the path to remembered badges
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from ..wire.shapes.badges import Badge, BadgeState, WhyNot
    from ..wire.shapes.common import ErrorObject

    Json = dict[str, Any]

A_DAY_AHEAD = DAY
"""How far ahead a release date must be to be visible to staff only, even if our clock is that much behind."""
STUDENT = "student"
LARGEST = 1e12
"""Beyond this (or not a number at all) a value is no score; it also keeps sums finite."""

DATES = ("start_at", "due_at", "end_at")
DETAILS = ("max_submissions", "disable_handins", "max_total_score", "max_scores", "has_autograder", *DATES)
"""What is kept of an assessment's details."""


def badge(
    item: Mapping[str, Any],
    details: Mapping[str, Any] | None,
    handed_in: Mapping[str, Any] | None,
    *,
    now: float,
    staff: bool = False,
    error: ErrorObject | None = None,
) -> Badge:
    """The badge of one assessment.

    `item` is its entry in the list, `details` what `of_details` kept, `handed_in` what `of_submissions` kept; None
    where not known (yet). The item's `late_slack` are the seconds after due and end in which work still counts as
    in time. `staff` hand in whatever the dates say.
    """
    details, scores = details or {}, handed_in["scores"] if handed_in else {}
    released = [value for value in scores.values() if _is_number(value)]
    limit, count = details.get("max_submissions"), handed_in["count"] if handed_in else 0
    told: Badge = {
        "assessment": item["name"],
        "display_name": item["display_name"] or item["name"],
        "state": _state(handed_in, released, error),
        "in_doubt": False,  # `shown.py` knows, and so of the quiz
        "quiz": False,
        "score": _sum(released) if released else None,
        "score_kind": "before_adjustments" if released else None,
        "total": _total(details),
        "complete": bool(count) and is_complete(details, scores),
        "autograded": details.get("has_autograder"),
        "version": handed_in["version"] if handed_in else None,
        "submissions": count,
        "why_not": "disabled" if details.get("disable_handins") else None,
        "submittable": False,  # as the other two that depend on the time, decided below
        "late": False,
        "start_at": item["start_at"],
        "due_at": item["due_at"],
        "end_at": item["end_at"],
        "staff": staff,
        "late_slack": item.get("late_slack"),
        "versions_left": max(0, limit - count) if limit is not None and limit >= 0 else None,
        "error": error,
        "fetched_at": iso(handed_in["at"]) if handed_in else None,
    }
    return aged(told, now)


def aged(told: Badge, now: float) -> Badge:
    """The badge with what depends on the time computed for `now`."""
    why_not, late = state_at(told, now)
    return {**told, "why_not": why_not, "submittable": why_not is None, "late": late}


def state_at(told: Mapping[str, Any], now: float) -> tuple[WhyNot | None, bool]:
    """Why nothing can be handed in at `now`, and whether it would be late."""
    start, due, end = moments(told)
    bound = not told.get("staff")
    if told["why_not"] == "disabled":
        why_not: WhyNot | None = "disabled"
    elif bound and start is not None and now < start:
        why_not = "not_open"
    elif bound and end is not None and now > end:
        why_not = "closed"
    else:
        why_not = "limit" if told["versions_left"] == 0 else None
    late = due is not None and now > due and (end is None or now <= end)
    return why_not, late


def moments(told: Mapping[str, Any]) -> tuple[float | None, float | None, float | None]:
    """When an assessment starts, is late and closes, the course's late slack counted; None where not told.

    `due_at` and `end_at` of app/models/assessment_user_datum.rb, for a student without an extension.
    """
    slack = max(0, told.get("late_slack") or 0)
    start, due, end = (epoch(told[name]) for name in DATES)
    return start, None if due is None else due + slack, None if end is None else end + slack


def same(one: Mapping[str, Any] | None, other: Mapping[str, Any]) -> bool:
    """Whether two badges say the same, however old each is."""
    return one is not None and {**one, "fetched_at": None} == {**other, "fetched_at": None}


def shows_staff(items: Sequence[Mapping[str, Any]], now: float) -> bool:
    """Whether a course's list can only be a staff member's: students do not see what is released after tomorrow."""
    starts = (epoch(item["start_at"]) for item in items)
    return any(start is not None and start > now + A_DAY_AHEAD for start in starts)


def good_until(badges: Sequence[Mapping[str, Any]], now: float) -> float:
    """The moment from which some badge says something else by the time alone; until then `aged` changes nothing."""
    ahead = (moment for badge in badges for moment in moments(badge) if moment is not None and moment >= now)
    return min(ahead, default=math.inf)


def of_details(details: Mapping[str, Any], at: float) -> Json:
    """What badges need of an assessment's details, asked for at `at`."""
    return {**{name: details.get(name) for name in DETAILS}, "at": at}


def of_submissions(submissions: Sequence[Mapping[str, Any]], at: float) -> Json:
    """What badges need of the list of submissions, asked for at `at`: their number and the newest one."""
    newest = max(submissions, key=lambda submission: submission["version"], default=None)
    return {
        "count": len(submissions),
        "version": newest["version"] if newest else None,
        "stored": newest is None or newest.get("filename", "") is not None,
        "scores": dict(newest["scores"]) if newest else {},
        "at": at,
    }


def is_complete(details: Mapping[str, Any], scores: Mapping[str, Any]) -> bool:
    """Whether every problem has a released score, as far as the problems are known."""
    if "max_scores" not in details:
        return False
    problems = details["max_scores"]
    if problems is None:  # an old server tells none: what has been scored is all we know of
        return bool(scores) and all(_is_number(score) for score in scores.values())
    return all(_is_number(scores.get(name)) for name in {*problems, *scores})


def is_scored(scores: Mapping[str, Any]) -> bool:
    """Whether some score is there to be seen."""
    return any(_is_number(value) for value in scores.values())


def is_withheld(scores: Mapping[str, Any]) -> bool:
    """Whether some score exists that the staff have not released: the server then sends a word for a number."""
    return any(isinstance(value, str) for value in scores.values())


def _state(
    handed_in: Mapping[str, Any] | None, released: Sequence[float], error: ErrorObject | None
) -> BadgeState:
    if handed_in is None:
        return "error" if error else "loading"
    if handed_in["version"] is None:
        return "not_submitted"
    if released:
        return "score"
    if is_withheld(handed_in["scores"]):
        return "unreleased"
    return "submitted" if handed_in.get("stored", True) else "no_file"  # an earlier companion did not look


def _total(details: Mapping[str, Any]) -> float | None:
    if _is_number(details.get("max_total_score")):
        return _plain(details["max_total_score"])
    values = [value for value in (details.get("max_scores") or {}).values() if _is_number(value)]
    return _sum(values) if values else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -LARGEST <= value <= LARGEST


def _sum(values: Sequence[float]) -> float:
    return _plain(round(math.fsum(values), 6))


def _plain(value: float) -> float:
    """161 rather than 161.0: what a person would write."""
    return int(value) if float(value).is_integer() else value
