"""What may have changed since we asked: the table that keeps a course page from asking everything again. Sans-I/O.

    assessment                                    submissions asked again      details asked again
    --------------------------------------------  ---------------------------  -------------------------
    not started (only staff see it)               after a day                  after a day
    open (until its end, late period included)    each time                    after a day
    ended, scores missing or unreleased           each time                    see the next two rows
    ended lately, all released or none given      after an hour                after a day
    ended long ago, all released or none given    after a week                 never

Whatever the table says, details are asked when the list shows other dates than they did, or when a score belongs
to a problem they do not name. Regrades long after the end are rare and show within the week.
"""

from __future__ import annotations

from ..moments import epoch
from .badge_rules import DATES, is_complete

TYPE_CHECKING = False  # typing stays off the path to remembered badges
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

HOUR = 3600.0
DAY = 24 * HOUR
WEEK = 7 * DAY
NEVER = float("inf")
LONG_AGO = 14 * DAY
"""Seconds after its end when an assessment counts as history: extensions and most regrades are over."""

SUBMISSIONS = {
    "not_started": (DAY, DAY),
    "open": (0.0, 0.0),
    "ended": (0.0, HOUR),
    "history": (0.0, WEEK),
}
"""Phase to seconds until submissions are asked again: (something may still come, nothing more is expected)."""
DETAILS = {"not_started": DAY, "open": DAY, "ended": DAY, "history": NEVER}


def phase(item: Mapping[str, Any], now: float) -> str:
    """Where in its life an assessment is: a row of the table."""
    start, end = epoch(item["start_at"]), epoch(item["end_at"])
    if start is not None and now < start:
        return "not_started"
    if end is None or now <= end:
        return "open"
    return "ended" if now <= end + LONG_AGO else "history"


def submissions_due(known: Mapping[str, Any] | None, item: Mapping[str, Any], now: float) -> bool:
    """Whether the submissions must be asked for. `known` is {details, handed_in} of an earlier refresh."""
    if known is None or known["handed_in"] is None:
        return True
    handed_in = known["handed_in"]
    done = handed_in["version"] is None or is_complete(known["details"] or {}, handed_in["scores"])
    return not 0 <= now - handed_in["at"] < SUBMISSIONS[phase(item, now)][done]  # or the clock was set back


def details_due(known: Mapping[str, Any] | None, item: Mapping[str, Any], now: float) -> bool:
    """Whether the details must be asked for."""
    if known is None or known["details"] is None or _moved(known["details"], item):
        return True
    return not 0 <= now - known["details"]["at"] < DETAILS[phase(item, now)]


def details_outgrown(details: Mapping[str, Any], handed_in: Mapping[str, Any]) -> bool:
    """Whether a score belongs to a problem that the details do not name: a problem was added."""
    problems = details.get("max_scores")
    return problems is not None and not set(handed_in["scores"]) <= set(problems)


def _moved(details: Mapping[str, Any], item: Mapping[str, Any]) -> bool:
    return any(epoch(details[name]) != epoch(item[name]) for name in DATES)
