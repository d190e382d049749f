"""The steps of a journal entry. Pure: each takes an entry and gives the next one, with all that is written down.

    entry = steps.answered(entry, 500, "handin_failed", words)  # pending, by DOUBT
    entry = steps.located(entry, line, now)                      # appeared, by LISTED

Which state an event leads to is for `states.py` alone to say.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..storage.submissions.entry import ACCEPTED_UNGRADED, NOT_LANDED, PENDING, SENDING, Entry
from .states import (
    ABSENT,
    ABSENT_REFUSED,
    ACCEPTED,
    AMBIGUOUS,
    DOUBT,
    LISTED,
    LISTED_EMPTY,
    NOT_SENT,
    REFUSAL,
    UNGRADED,
    next_state,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .listing import Seen

MOST_CANDIDATES = 50
"""Versions a receipt names: more than a student can look through, and no list of a server's own making."""

ON_LIST, NOT_LISTED, NEVER_LISTED = "listed", "not_listed", "never_listed"
"""Reasons: what the list shows; does not show although the server said so; did not show for as long as it mattered."""
INTERRUPTED = "interrupted"
"""Reason: the host died before the file had left."""
ANSWER_LOST = "answer_lost"
"""Reason of a doubt: no answer of the application came."""


def longest_post(size: int) -> float:
    """Seconds after which the POST of a file is certainly over: the transport gives up one that stalls for a minute.

    That is a connection, three such pauses, and a quarter of a MiB moved per minute; at most an hour.
    """
    return min(3600.0, 200.0 + size / 4000)


def leaving(entry: Entry, now: float) -> Entry:
    """The last bytes leave next: from here on the server may have the file."""
    return replace(entry, left_at=now)


def over(entry: Entry, now: float, seconds: float) -> Entry:
    """The attempt has ended, `seconds` (of a monotonic clock) after the server listed the baseline."""
    over_at = None if entry.listed_at is None else entry.listed_at + seconds
    return replace(entry, ended_at=now, over_at=over_at)


def landed(entry: Entry, version: int, server_filename: str | None, now: float) -> Entry:
    """The server gave it this version."""
    return _settled(entry, ACCEPTED, now, answered=200, version=version, server_filename=server_filename)


def identified(entry: Entry, seen: Seen) -> Entry:
    """Its version is this line of the list."""
    filename = seen.filename or entry.server_filename
    known = {"version": seen.version, "created_at": seen.created_at, "server_filename": filename}
    return replace(entry, **known, candidates=())  # type: ignore[arg-type]  # replace() is untyped by field


def unidentified(entry: Entry, candidates: Sequence[Seen]) -> Entry:
    """It landed, but the number that the answer gave is not known to be one of the student's own list."""
    versions = tuple(line.version for line in candidates[:MOST_CANDIDATES])
    return replace(entry, version=None, server_filename=None, candidates=versions)


def refused(entry: Entry, reason: str, server_said: str | None, now: float) -> Entry:
    """The server refused it; `reason` is the catalogue name."""
    return _settled(entry, REFUSAL, now, reason=reason, server_said=server_said)


def ungraded(entry: Entry, server_said: str | None) -> Entry:
    """The server took it but its autograder failed; which version it is stays open until the list tells."""
    return _next(entry, UNGRADED, answered=500, server_said=server_said)


def never_sent(entry: Entry, reason: str, now: float) -> Entry:
    """Its end never left, so no server can have taken it."""
    return _settled(entry, NOT_SENT, now, reason=reason)


def doubted(entry: Entry, server_said: str | None = None) -> Entry:
    """No answer of the application came: it may have arrived, or still arrive."""
    return _next(entry, DOUBT, reason=ANSWER_LOST, server_said=server_said)


def answered(entry: Entry, status: int, reason: str, server_said: str | None) -> Entry:
    """The application answered, but neither yes nor no; `reason` is the catalogue name if the list says no."""
    return _next(entry, DOUBT, answered=status, reason=reason, server_said=server_said)


def orphaned(entry: Entry, now: float) -> Entry:
    """Its host died while it was being sent. What never left whole is settled by that alone."""
    if entry.state != SENDING:
        return entry
    if entry.left_at is None:
        return never_sent(entry, INTERRUPTED, now)
    return replace(doubted(entry), ended_at=now)


def looked_up(entry: Entry, at: float | None, now: float) -> Entry:
    """The server lists, at `at` by its clock, what it has; the attempt was over by then. Says so once.

    So the window stands still from the first look on, although nobody saw when a killed host's attempt ended.
    """
    entry = orphaned(entry, now)
    if not entry.open:
        return entry
    if entry.over_at is None and at is not None:
        latest = at if entry.listed_at is None else entry.listed_at + longest_post(entry.size)
        entry = replace(entry, over_at=min(at, latest))
    return replace(entry, reason=ANSWER_LOST) if entry.state == PENDING and entry.answered is None else entry


def out_of_reach(entry: Entry, reason: str) -> Entry:
    """Nobody could be asked about it yet: still open."""
    return entry if entry.answered is not None else replace(entry, reason=reason)


def located(entry: Entry, seen: Seen, now: float) -> Entry:
    """The server's list shows it as this version: what anybody may know when no answer says so."""
    return _settled(
        entry,
        LISTED_EMPTY if seen.filename is None else LISTED,
        now,
        version=seen.version,
        created_at=seen.created_at,
        server_filename=seen.filename,
        reason=ON_LIST,
    )


def lost(entry: Entry, now: float) -> Entry:
    """The server's list does not show it, and nothing can arrive any more."""
    if entry.state == ACCEPTED_UNGRADED:
        return _settled(entry, ABSENT, now, reason=NOT_LISTED)
    if entry.answered is None:
        return _settled(entry, ABSENT, now, reason=NEVER_LISTED)
    said_no = 400 <= entry.answered < 500  # noqa: PLR2004 - the class of refusals
    return _settled(entry, ABSENT_REFUSED if said_no else ABSENT, now)


def ambiguous(entry: Entry, reason: str, candidates: Sequence[Seen], now: float) -> Entry:
    """The list can't tell; the user can, by looking at these versions."""
    versions = tuple(line.version for line in candidates[:MOST_CANDIDATES])
    created_at = candidates[0].created_at if len(candidates) == 1 else None
    return _settled(entry, AMBIGUOUS, now, reason=reason, candidates=versions, created_at=created_at)


def correctable(entry: Entry) -> bool:
    """It was told not to have arrived, by nothing but a list that did not show it."""
    return entry.state == NOT_LANDED and entry.reason == NEVER_LISTED


def corrected(before: Entry, after: Entry, now: float) -> Entry:
    """`after` is what a later list makes of `before`; the receipt keeps the moment of either."""
    return replace(after, settled_at=before.settled_at, corrected_at=now, corrected_from=before.state)


def _next(entry: Entry, event: str, **changes: object) -> Entry:
    return replace(entry, state=next_state(entry.state, event), **changes)  # type: ignore[arg-type]  # replace() is untyped by field


def _settled(entry: Entry, event: str, now: float, **changes: object) -> Entry:
    ended = now if entry.ended_at is None else entry.ended_at
    return _next(entry, event, open=False, settled_at=now, ended_at=ended, **changes)
