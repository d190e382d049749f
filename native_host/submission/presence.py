"""Whether a receipt's version is still on the server's list, and which line it is. Pure.

A version is identified by its number, its creation time and its name on the server, never by its number alone:
Autolab reuses the number of a deleted newest submission, and each member of a group has their own numbers. What is
not known to have been removed counts as listed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..storage.submissions.entry import ARRIVED, NOT_STORED, UNKNOWN
from . import steps
from .listing import MARGIN, in_window, is_fresh, window_end

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..storage.submissions.entry import Entry
    from .listing import Listing, Seen

TRACED = ARRIVED | {NOT_STORED, UNKNOWN}
"""States of receipts that name a version, or versions one of which may be theirs."""


def identified(entry: Entry, listing: Listing, *, grouped: bool | None) -> Entry:
    """What the server's answer was about, with its line of the student's own list, read right after the answer.

    To a group the answer gives the version of its first member: then the list alone tells, and without it no version
    is known yet. `grouped`: whether the assessment is for groups; None: not known.
    """
    fresh = [line for line in listing.lines if is_fresh(entry, line) and _in_time(entry, line)]
    named = [line for line in fresh if _named(entry, line)]
    ours = {True: fresh, False: named, None: named or fresh}[grouped]
    if len(ours) == 1:
        return steps.identified(entry, ours[0])
    return steps.unidentified(entry, fresh) if grouped else entry


def presence(entry: Entry, listing: Listing, others: Sequence[Entry], *, at: float) -> Entry:
    """The settled receipt as a list leaves it that was asked for later: known by its line, gone, or listed again.

    `others` are the journal's entries for the same target, `at` is when the server listed.
    """
    if entry.open or entry.state not in TRACED:
        return entry
    found = [line for line in listing.lines if may_be(entry, line, others)]
    unknown = entry.state in ARRIVED and entry.created_at is None and not entry.candidates
    if unknown and len(found) == 1 and _certain(entry, found[0]):
        entry = steps.identified(entry, found[0])
    if found:
        return replace(entry, gone_at=None)
    traceable = entry.version is not None or entry.candidates
    return replace(entry, gone_at=at) if traceable and entry.gone_at is None else entry


def may_be(entry: Entry, line: Seen, others: Sequence[Entry]) -> bool:
    """Whether this line may be the entry's version."""
    if entry.gone_at is not None and entry.created_at is None:
        return False  # what is listed now under its number has come since
    if entry.version is None and entry.candidates:
        return line.version in entry.candidates and entry.created_at in {None, line.created_at}
    if entry.created_at is not None and line.created_at is not None:
        return _is(entry, line)
    taken = any(other.id != entry.id and _takes(other, line, entry) for other in others)
    return not taken and is_fresh(entry, line) and _in_time(entry, line)


def from_elsewhere(entries: Sequence[Entry], listing: Listing) -> Seen | None:
    """The newest version that is listed, if none of these entries is it and none was sent since it was there."""
    stored = [line for line in listing.lines if line.filename is not None]
    newest = max(stored, key=lambda line: (line.created_at or 0.0, line.version), default=None)
    if newest is None or not all(_is_news(entry, newest) for entry in entries):
        return None
    return newest


def _is_news(entry: Entry, line: Seen) -> bool:
    """Newer than anything that was listed when the entry was sent, and not what became of it."""
    if entry.open:
        return is_fresh(entry, line) and not in_window(entry, line)
    numbers = () if entry.gone_at is not None else (entry.version, *entry.candidates)
    if line.version in numbers and entry.created_at in {None, line.created_at}:
        return False
    known = [moment for moment in (entry.created_at, entry.baseline_at) if moment is not None]
    if known and line.created_at is not None:
        return line.created_at > max(known)
    return line.version > max(number or 0 for number in (*numbers, entry.baseline))


def _named(entry: Entry, line: Seen) -> bool:
    return (line.version, line.filename) == (entry.version, entry.server_filename)


def _is(entry: Entry, line: Seen) -> bool:
    return (line.version, line.created_at) == (entry.version, entry.created_at)


def _takes(other: Entry, line: Seen, asking: Entry) -> bool:
    """`other` is what the line shows: by its moment, or because the number was given to it after `asking`."""
    if other.state not in ARRIVED or other.version != line.version:
        return False
    if other.created_at is not None and line.created_at is not None:
        return other.created_at == line.created_at
    return other.version == asking.version and other.sent_at > asking.sent_at


def _in_time(entry: Entry, line: Seen) -> bool:
    """Not contradicted by the moments of the server at which the attempt began and ended."""
    end = window_end(entry)
    if line.created_at is None or end is None or entry.listed_at is None:
        return True
    return entry.listed_at - MARGIN <= line.created_at <= end


def _certain(entry: Entry, line: Seen) -> bool:
    """The only line in the time of its attempt is its own; without those moments its number has to be the same."""
    return entry.over_at is not None or _named(entry, line)
