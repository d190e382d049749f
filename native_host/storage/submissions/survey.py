"""What the journal holds against what its tally says it should hold. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...timestamps import iso

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...wire.error_names import ErrorName
    from ...wire.shapes.receipts import ReceiptLoss
    from .entry import Entry
    from .tally import Tally


CLOCKS_DIFFER = 120.0
"""Seconds; below that ours is finer than the server's, which tells whole seconds."""


@dataclass(frozen=True, slots=True)
class Found:
    """A row of the journal. `id` can be anything in a damaged file.

    `revision` counts how often it was written, 0 in a row from before that was counted. Where `entry` is None the
    row cannot be read; `trouble` is the error's name.
    """

    id: Any
    entry: Entry | None
    revision: int = 0
    trouble: ErrorName | None = None

    @property
    def settled(self) -> bool:
        """Whether it is known that nothing more will be learned about it."""
        return self.entry is not None and not self.entry.open


@dataclass(frozen=True, slots=True)
class Survey:
    """`entries` newest first, and how many others there are or were.

    `unreadable` rows are there and damaged, or their key is gone. `missing` receipts are not there any more, the
    oldest of them sent at `since` (epoch seconds). `outdated` ones are there as they were before they were last
    written. `doubt`: more may be missing, for the tally that would tell was lost itself.
    """

    entries: list[Entry]
    unreadable: int = 0
    missing: int = 0
    since: float | None = None
    outdated: int = 0
    doubt: bool = False

    @property
    def complete(self) -> bool:
        """Whether every receipt there ever was is here as it was last written."""
        return not (self.unreadable or self.missing or self.outdated or self.doubt)


def loss(found: Survey) -> ReceiptLoss | None:
    """{missing, since: ISO 8601|None, outdated, doubt} for the extension; None where nothing is lost."""
    if not (found.missing or found.outdated or found.doubt):
        return None
    since = None if found.since is None else iso(found.since)
    return {"missing": found.missing, "since": since, "outdated": found.outdated, "doubt": found.doubt}


def survey(rows: Iterable[Found], tally: Tally | None) -> Survey:
    """Compare. Without a tally only rows from before there were tallies are believed to be all."""
    lines = {} if tally is None else tally.lines
    read: dict[str, Found] = {}
    unread: list[Found] = []
    for row in rows:
        if row.entry is None:
            unread.append(row)
        elif row.id not in read or row.revision > read[row.id].revision:  # a damaged file can show one twice
            read[row.id] = row
    damaged = {row.id for row in unread if row.id in lines and row.id not in read}
    lost = sorted(line.sent_at for each, line in lines.items() if each not in read and each not in damaged)
    # A damaged row can't even be believed its name: each of these may be one of the lost.
    nameless = sum(row.id not in lines and row.id not in read for row in unread)
    missing = max(0, len(lost) - nameless)
    return Survey(
        entries=newest_first(read.values()),
        unreadable=len(damaged) + nameless,
        missing=missing,
        since=lost[0] if missing else None,
        outdated=sum(row.revision < lines[each].revision for each, row in read.items() if each in lines),
        doubt=any(row.revision for row in read.values()) if tally is None else tally.doubt,
    )


def newest_first(rows: Iterable[Found]) -> list[Entry]:
    """By the moment of sending; of two at once the one that was written later.

    One that was sent while our clock was a year ahead is not the newest for a year: the server's is believed then.
    """
    entries = [row.entry for row in rows if row.entry is not None]
    entries.sort(key=_moment)
    return entries[::-1]


def _moment(entry: Entry) -> float:
    listed_at = entry.listed_at
    return entry.sent_at if listed_at is None or abs(entry.sent_at - listed_at) < CLOCKS_DIFFER else listed_at
