"""The steps a journal entry can take. Pure: each takes an entry and gives the next one.

    sending ──▶ landed              the server gave it a version                                          (settled)
       │ ├────▶ refused             in words the server is known for                                      (settled)
       │ ├────▶ not_landed          its end never left, or the server's answer and list say so            (settled)
       │ └────▶ accepted_ungraded   the server said so; open until its list was read for the version
       ▼
    pending                         it may have arrived; being looked up
       ├──────▶ appeared            the list shows a version that is probably this file                   (settled)
       ├──────▶ not_stored          the list shows its row, without a file                                (settled)
       ├──────▶ refused, not_landed the list does not show it, and nothing can arrive any more            (settled)
       └──────▶ unknown             the list can't tell; the student can                                  (settled)

    not_landed ─▶ appeared, not_stored, unknown   a correction, when a list shows it after all

`ALLOWED` is the same as data. What is settled changes by a correction only.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..storage.submissions.entry import (
    ACCEPTED_UNGRADED,
    APPEARED,
    LANDED,
    NOT_LANDED,
    NOT_STORED,
    PENDING,
    REFUSED,
    SENDING,
    UNKNOWN,
    Entry,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .verdict import Seen

ALLOWED = {
    SENDING: {LANDED, REFUSED, NOT_LANDED, ACCEPTED_UNGRADED, PENDING},
    PENDING: {PENDING, APPEARED, NOT_STORED, REFUSED, NOT_LANDED, UNKNOWN},
    ACCEPTED_UNGRADED: {ACCEPTED_UNGRADED, NOT_STORED},
    NOT_LANDED: {APPEARED, NOT_STORED, UNKNOWN},
    LANDED: set(),
    APPEARED: set(),
    NOT_STORED: set(),
    REFUSED: set(),
    UNKNOWN: set(),
}
"""State → states that may come next."""

MOST_CANDIDATES = 50
"""Versions a receipt names: more than a student can look through, and no list of a server's own making."""

LISTED, NOT_LISTED, NEVER_LISTED = "listed", "not_listed", "never_listed"
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
    return _settled(entry, LANDED, now, answered=200, version=version, server_filename=server_filename)


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
    return _settled(entry, REFUSED, now, reason=reason, server_said=server_said)


def ungraded(entry: Entry, server_said: str | None) -> Entry:
    """The server took it but its autograder failed; which version it is stays open until the list tells."""
    return replace(entry, state=ACCEPTED_UNGRADED, answered=500, server_said=server_said)


def never_sent(entry: Entry, reason: str, now: float) -> Entry:
    """Its end never left, so no server can have taken it."""
    return _settled(entry, NOT_LANDED, now, reason=reason)


def doubted(entry: Entry, server_said: str | None = None) -> Entry:
    """No answer of the application came: it may have arrived, or still arrive."""
    return replace(entry, state=PENDING, reason=ANSWER_LOST, server_said=server_said)


def answered(entry: Entry, status: int, reason: str, server_said: str | None) -> Entry:
    """The application answered, but neither yes nor no; `reason` is the catalogue name if the list says no."""
    return replace(entry, state=PENDING, answered=status, reason=reason, server_said=server_said)


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
    stored = ACCEPTED_UNGRADED if entry.state == ACCEPTED_UNGRADED else APPEARED
    return _settled(
        entry,
        NOT_STORED if seen.filename is None else stored,
        now,
        version=seen.version,
        created_at=seen.created_at,
        server_filename=seen.filename,
        reason=LISTED,
    )


def lost(entry: Entry, now: float) -> Entry:
    """The server's list does not show it, and nothing can arrive any more."""
    if entry.state == ACCEPTED_UNGRADED:
        return _settled(entry, ACCEPTED_UNGRADED, now, reason=NOT_LISTED)
    if entry.answered is None:
        return _settled(entry, NOT_LANDED, now, reason=NEVER_LISTED)
    said_no = 400 <= entry.answered < 500  # noqa: PLR2004 - the class of refusals
    return _settled(entry, REFUSED if said_no else NOT_LANDED, now)


def ambiguous(entry: Entry, reason: str, candidates: Sequence[Seen], now: float) -> Entry:
    """The list can't tell; the user can, by looking at these versions."""
    state = entry.state if entry.state == ACCEPTED_UNGRADED else UNKNOWN
    versions = tuple(line.version for line in candidates[:MOST_CANDIDATES])
    created_at = candidates[0].created_at if len(candidates) == 1 else None
    return _settled(entry, state, now, reason=reason, candidates=versions, created_at=created_at)


def correctable(entry: Entry) -> bool:
    """It was told not to have arrived, by nothing but a list that did not show it."""
    return entry.state == NOT_LANDED and entry.reason == NEVER_LISTED


def corrected(before: Entry, after: Entry, now: float) -> Entry:
    """`after` is what a later list makes of `before`; the receipt keeps the moment of either."""
    return replace(after, settled_at=before.settled_at, corrected_at=now, corrected_from=before.state)


def _settled(entry: Entry, state: str, now: float, **changes: object) -> Entry:
    ended = now if entry.ended_at is None else entry.ended_at
    return replace(entry, state=state, open=False, settled_at=now, ended_at=ended, **changes)  # type: ignore[arg-type]  # replace() is untyped by field
