"""The steps a journal entry can take. Pure: each takes an entry and gives the next one."""

from __future__ import annotations

from dataclasses import replace

from ..ledger.entry import ACCEPTED_UNGRADED, LANDED, NOT_LANDED, REFUSED, UNKNOWN, Entry

MOST_CANDIDATES = 50
"""Versions a receipt names: more than a student can look through, and no list of a server's own making."""


LISTED = "listed"
"""Reason of an arrival that no answer confirmed: a version from elsewhere, such as a group partner's, looks alike."""


def longest_post(size: int) -> float:
    """Seconds after which the POST of a file is certainly over: the transport gives up one that stalls for a minute.

    That is a connection, three such pauses, and a quarter of a MiB moved per minute; at most an hour.
    """
    return min(3600.0, 200.0 + size / 4000)


def landed(entry: Entry, version: int, server_filename: str | None, now: float) -> Entry:
    """The server gave it this version."""
    return _settled(entry, LANDED, now, version=version, server_filename=server_filename)


def refused(entry: Entry, reason: str, server_said: str | None, now: float) -> Entry:
    """The server refused it; `reason` is the catalogue name."""
    return _settled(entry, REFUSED, now, reason=reason, server_said=server_said)


def ungraded(entry: Entry, server_said: str | None, now: float) -> Entry:
    """The server took it but its autograder failed; which version it is stays open until the list tells."""
    return replace(entry, state=ACCEPTED_UNGRADED, server_said=server_said, ended_at=now)


def never_sent(entry: Entry, reason: str, now: float) -> Entry:
    """The body never left completely, so no server can have taken it."""
    return _settled(entry, NOT_LANDED, now, reason=reason)


def doubted(entry: Entry, server_said: str | None, now: float) -> Entry:
    """The attempt is over and its fate is not known."""
    return replace(entry, server_said=server_said, ended_at=now)


def orphaned(entry: Entry, now: float) -> Entry:
    """Its host died: the attempt ended some time before now. Says so once, so that the window stands still."""
    if entry.ended_at is not None:
        return entry
    return replace(entry, ended_at=max(entry.sent_at, min(now, entry.sent_at + longest_post(entry.size))))


def out_of_reach(entry: Entry, reason: str) -> Entry:
    """Nobody could be asked about it yet: unknown for now, and still open."""
    state = entry.state if entry.state == ACCEPTED_UNGRADED else UNKNOWN
    return replace(entry, state=state, reason=reason)


def located(entry: Entry, version: int, server_filename: str | None, now: float) -> Entry:
    """The server's list shows it as this version: what anybody may know when the answer was lost."""
    state = entry.state if entry.state == ACCEPTED_UNGRADED else LANDED
    return _settled(entry, state, now, version=version, server_filename=server_filename, reason=LISTED)


def lost(entry: Entry, now: float) -> Entry:
    """The server's list shows that it never arrived. What the server accepted without a version stays so."""
    if entry.state == ACCEPTED_UNGRADED:
        return _settled(entry, ACCEPTED_UNGRADED, now, reason="not_listed")
    return _settled(entry, NOT_LANDED, now, reason=None)


def ambiguous(entry: Entry, reason: str, candidates: tuple[int, ...], now: float) -> Entry:
    """The list cannot tell; the user can, by looking at these versions."""
    state = entry.state if entry.state == ACCEPTED_UNGRADED else UNKNOWN
    return _settled(entry, state, now, reason=reason, candidates=candidates[:MOST_CANDIDATES])


def _settled(entry: Entry, state: str, now: float, **changes: object) -> Entry:
    ended = now if entry.ended_at is None else entry.ended_at
    return replace(entry, state=state, open=False, settled_at=now, ended_at=ended, **changes)  # type: ignore[arg-type]  # replace() is untyped by field
