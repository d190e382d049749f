"""What may have changed since it was fetched: the table that keeps a course page from fetching everything. Sans-I/O.

    assessment                                    submissions fetched again    details fetched again
    --------------------------------------------  ---------------------------  -------------------------------------
    not started (only staff see it)               after a day                  after a day
    open (until its end, late slack included)     each time                    after a day; after an hour in its turn
      whose details keep the student out          each time                    each time
    ended, nothing handed in, or scores to come   each time                    after a day
    ended lately, all scores released             after an hour                after a day
    ended long ago, all scores released           after a week                 never

The list of assessments has names and dates only. `updated_at` is in the details alone, so only fetching them shows
that hand-ins were enabled, the limit was raised or a problem was added. Details that hide the submit button are
therefore fetched each time; of the others TURNS per visit, the oldest first. Whatever the table says, details are
fetched when the list shows other dates than they do, when a score belongs to a problem they do not name, and when a
score is gone whose problem they still name.

Staff enter work and scores long after the end, so an assessment without them is never taken to be final. Regrades of
a complete one show within the hour, long after the end within the week.
"""

from __future__ import annotations

from ..timestamps import DAY, HOUR, WEEK, epoch
from .rules import DATES, is_complete, moments

TYPE_CHECKING = False  # typing stays off the path to remembered badges
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

NEVER = float("inf")
LONG_AGO = 14 * DAY
"""Seconds after its end when an assessment counts as history: extensions and most regrades are over."""

SUBMISSIONS = {
    "not_started": (DAY, DAY),
    "open": (0.0, 0.0),
    "ended": (0.0, HOUR),
    "history": (0.0, WEEK),
}
"""Phase → seconds until submissions are fetched again: (something may still come, nothing more is expected)."""
DETAILS = {
    "not_started": (DAY, DAY),
    "open": (DAY, DAY),
    "ended": (DAY, DAY),
    "history": (DAY, NEVER),
}
"""The same for details."""
SLACK_LASTS = HOUR / 6
"""Seconds for which a course's late slack is believed where it decides whether work is still taken."""
TURNS = 5
"""Details of open assessments that one visit looks at again although they are less than a day old."""


def phase(item: Mapping[str, Any], now: float) -> str:
    """Where in its life an assessment is: a row of the table. `item` has its dates, and the late slack if known."""
    start, _, end = moments(item)
    if start is not None and now < start:
        return "not_started"
    if end is None or now <= end:
        return "open"
    return "ended" if now <= end + LONG_AGO else "history"


def submissions_due(known: Mapping[str, Any] | None, item: Mapping[str, Any], now: float) -> bool:
    """Whether the submissions must be asked for. `known` is {details, handed_in} of an earlier refresh."""
    if known is None or known["handed_in"] is None:
        return True
    lasts = SUBMISSIONS[phase(item, now)][_done(known)]
    return not 0 <= now - known["handed_in"]["at"] < lasts  # or the clock was set back


def details_due(known: Mapping[str, Any] | None, item: Mapping[str, Any], now: float) -> bool:
    """Whether the details must be asked for."""
    if known is None or known["details"] is None or _moved(known["details"], item):
        return True
    at = phase(item, now)
    if at == "open" and keeps_out(known):
        return True
    return not 0 <= now - known["details"]["at"] < DETAILS[at][_done(known)]


def keeps_out(known: Mapping[str, Any]) -> bool:
    """Whether the details, rather than a date, keep a student from handing in: the staff may have changed them."""
    details, handed_in = known["details"], known["handed_in"]
    limit = details.get("max_submissions")
    used = handed_in["count"] if handed_in else 0
    return bool(details.get("disable_handins")) or (limit is not None and 0 <= limit <= used)


def in_turn(rows: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]], now: float) -> frozenset[str]:
    """Names of the open assessments whose details are older than an hour: the oldest, TURNS of them at most.

    `rows` are (known, item); what is due anyway is not among them.
    """
    waiting = [
        (known["details"]["at"], item["name"])
        for known, item in rows
        if phase(item, now) == "open" and not details_due(known, item, now)
    ]
    return frozenset(name for at, name in sorted(waiting)[:TURNS] if now - at >= HOUR)


def details_outgrown(details: Mapping[str, Any], handed_in: Mapping[str, Any]) -> bool:
    """Whether a score belongs to a problem that the details do not name: a problem was added."""
    problems = details.get("max_scores")
    return problems is not None and not set(handed_in["scores"]) <= set(problems)


def details_shrunk(
    details: Mapping[str, Any], before: Mapping[str, Any] | None, handed_in: Mapping[str, Any]
) -> bool:
    """Whether a score has gone whose problem the details still name: the problem was deleted."""
    if before is None or before["version"] != handed_in["version"]:
        return False
    return bool((set(before["scores"]) - set(handed_in["scores"])) & set(details.get("max_scores") or ()))


def slack_due(items: Iterable[Mapping[str, Any]], now: float, age: float) -> bool:
    """Whether the course's late slack must be asked for, told `age` seconds ago: something has just ended."""
    if 0 <= age < SLACK_LASTS:
        return False
    return any(end is not None and 0 < now - end < DAY for _, _, end in map(moments, items))


def _done(known: Mapping[str, Any]) -> bool:
    """Whether no more news is expected: something was handed in and all of it has its released scores."""
    handed_in = known["handed_in"]
    if handed_in is None or handed_in["version"] is None:
        return False
    return is_complete(known["details"] or {}, handed_in["scores"])


def _moved(details: Mapping[str, Any], item: Mapping[str, Any]) -> bool:
    return any(epoch(details[name]) != epoch(item[name]) for name in DATES)
