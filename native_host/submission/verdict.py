"""CodeExchange a doubt: what the server's list of submissions says about an entry. Pure.

Every comparison is of the server's clock with itself: the moments at which a version was created, at which the
server listed the baseline and at which it was asked again. A wrong clock on this computer changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..storage.submissions.entry import ACCEPTED_UNGRADED, UNKNOWN
from . import steps

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..storage.submissions.entry import Entry

HORIZON = 3600.0
"""Seconds for which a POST without an answer may still arrive: a gateway gives up after a minute, but the application
works off what it has been handed, and before a deadline that queue may be long."""
CLOSE_LOOKS = (1.0, 2.0, 4.0, 8.0)
"""Pauses between looks at the list while the student waits; what has arrived is nearly always there by then."""
FAR_LOOKS = (15.0, 30.0, 60.0, 120.0, 240.0, 480.0, 900.0, 900.0, 900.0)
"""Pauses afterwards. With the close ones they outlast the horizon, and a course of 300 whose gateway failed for all
at the deadline asks for 1200 lists in the first minute and 20 a minute from the tenth on."""
CORRECTABLE = 86_400.0
"""Seconds after an attempt in which a version that appears may still be what was told not to have arrived."""
STORING = 60.0
"""Seconds for which a row without a file may be one whose file is still being written."""
MARGIN = 2.0
"""Seconds by which two clocks of one server may differ: a Date header has whole ones, and a proxy may write it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One line of the server's list; `created_at` in epoch seconds by the server's clock, None if unreadable.

    A line without a filename is a row for a file that the server could not store.
    """

    version: int
    created_at: float | None
    filename: str | None


@dataclass(frozen=True, slots=True)
class Listing:
    """What the server lists, and when by its own clock (None: it sent no date)."""

    lines: tuple[Seen, ...]
    at: float | None = None

    @property
    def newest(self) -> int:
        """The highest version, 0 without any."""
        return max((line.version for line in self.lines), default=0)

    @property
    def newest_at(self) -> float | None:
        """When the latest was created."""
        return max((line.created_at for line in self.lines if line.created_at is not None), default=None)


NOT_TOLD = Listing(())
"""What a server that won't list submissions lists."""


def judge(
    entry: Entry,
    listing: Listing,
    others: Iterable[Entry],
    *,
    now: float,
    prompt: bool = False,
    last: bool = False,
) -> Entry | None:
    """The settled entry, or None: look again later. `now` is our clock, for the receipt alone.

    `others` are the journal's further entries for the same target; a version they own can't be this one's.
    `prompt`: the list was read right after an answer of the application, so whatever it shows was there by then.
    `last`: the horizon has passed by a monotonic clock.
    """
    if entry.baseline is None:
        return steps.ambiguous(entry, "not_listable", [], now)
    others = [other for other in others if other.id != entry.id]
    fresh = sorted(
        (
            line
            for line in listing.lines
            if is_fresh(entry, line) and not any(owns(other, line, entry) for other in others)
        ),
        key=lambda line: line.version,
    )
    ours = fresh if prompt else [line for line in fresh if in_window(entry, line)]
    rivals = any(_rival(entry, other, ours) for other in others)
    if len(ours) == 1 and not rivals:
        being_stored = ours[0].filename is None and entry.answered is None and _young(ours[0], listing)
        return None if being_stored and not last else steps.located(entry, ours[0], now)
    if ours:
        return steps.ambiguous(entry, "several_candidates", ours, now)
    if not (last or over(entry, listing)):
        return None
    if entry.answered is not None and entry.over_at is not None:
        fresh = [
            line for line in fresh if line.created_at is None
        ]  # the others came after the answer: not ours
    if fresh:
        return steps.ambiguous(entry, "later_version", fresh, now)
    return steps.lost(entry, now)


def correct(entry: Entry, listing: Listing, others: Iterable[Entry], *, now: float) -> Entry | None:
    """What was told not to have arrived and is listed after all, corrected; None: it stays as it was told."""
    if not steps.correctable(entry) or entry.over_at is None:
        return None
    end = entry.over_at + CORRECTABLE
    lines = tuple(line for line in listing.lines if line.created_at is not None and line.created_at <= end)
    after = judge(entry, replace(listing, lines=lines), others, now=now, last=True)
    return None if after is None or after.state == entry.state else steps.corrected(entry, after, now)


def over(entry: Entry, listing: Listing) -> bool:
    """Whether nothing of this entry can arrive any more, by the server's clock."""
    if entry.answered is not None:
        return True
    return listing.at is not None and entry.over_at is not None and listing.at - entry.over_at > HORIZON


def is_fresh(entry: Entry, line: Seen) -> bool:
    """Created after the baseline was listed: its number is higher, or was free again because staff deleted one."""
    if entry.baseline is None or line.version > entry.baseline:
        return True
    known = line.created_at is not None and entry.baseline_at is not None
    return known and line.created_at > entry.baseline_at  # type: ignore[operator]  # mypy loses what `known` says


def owns(other: Entry, line: Seen, asking: Entry) -> bool:
    """Whether this line of the list is the other entry's version, and not a later one with the same number."""
    if other.version != line.version or other.gone_at is not None:
        return False
    if other.created_at is not None and line.created_at is not None:
        return other.created_at == line.created_at
    # Without its moment: when `asking` began, a version above its baseline was not there, so it was deleted before.
    settled_before = other.settled_at is not None and other.settled_at <= asking.sent_at
    gone = asking.baseline is not None and other.version > asking.baseline
    return not (settled_before and gone)


def window_end(entry: Entry) -> float | None:
    """Until when, by the server's clock, a version that is this entry's may have been created; None: not known."""
    if entry.over_at is None:
        return None
    return entry.over_at + MARGIN + (0.0 if entry.answered is not None else HORIZON)


def _young(line: Seen, listing: Listing) -> bool:
    """Autolab creates the row first and then stores the file: until then it has no name."""
    return None in {line.created_at, listing.at} or listing.at - line.created_at < STORING  # type: ignore[operator]  # neither is None here


def in_window(entry: Entry, line: Seen) -> bool:
    """Created while the entry could arrive, as far as that is known."""
    end = window_end(entry)
    if end is None or line.created_at is None:
        return entry.answered is None
    return line.created_at <= end


def _rival(entry: Entry, other: Entry, ours: Sequence[Seen]) -> bool:
    """`other` may itself be one of the candidates: its version is not known and it may have arrived."""
    if other.version is not None or not other.same_target(entry):
        return False
    alive = other.open or (other.state in {UNKNOWN, ACCEPTED_UNGRADED} and other.gone_at is None)
    return alive and any(is_fresh(other, line) and in_window(other, line) for line in ours)
