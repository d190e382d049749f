"""The server's list of an account's submissions to one assessment, and what its lines may be. Pure.

Every comparison is of the server's clock with itself: the moments at which a version was created, at which the
server listed the baseline and at which it was asked again. A wrong clock on this computer changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..timestamps import epoch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from ..storage.submissions.entry import Entry

HORIZON = 3600.0
"""Seconds for which a POST without an answer may still arrive: a gateway gives up after a minute, but the application
works off what it has been handed, and before a deadline that queue may be long."""
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

    @classmethod
    def of(cls, submissions: Iterable[Mapping[str, Any]], at: float | None = None) -> Listing:
        """The list as operations have it, in JSON values."""
        return cls(
            tuple(Seen(one["version"], epoch(one["created_at"]), one["filename"]) for one in submissions), at
        )

    @property
    def newest(self) -> int:
        """The highest version, 0 without any."""
        return max((line.version for line in self.lines), default=0)

    @property
    def newest_at(self) -> float | None:
        """When the latest was created."""
        return max((line.created_at for line in self.lines if line.created_at is not None), default=None)


NO_LISTING = Listing(())
"""What a server that won't list submissions lists."""


def is_over(entry: Entry, listing: Listing) -> bool:
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


def is_being_stored(line: Seen, listing: Listing) -> bool:
    """Whether its file may still be on its way: Autolab creates the row first, which has no name until then."""
    if line.filename is not None:
        return False
    return None in {line.created_at, listing.at} or listing.at - line.created_at < STORING  # type: ignore[operator]  # neither is None here


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


def in_window(entry: Entry, line: Seen) -> bool:
    """Created while the entry could arrive, as far as that is known."""
    end = window_end(entry)
    if end is None or line.created_at is None:
        return entry.answered is None
    return line.created_at <= end
