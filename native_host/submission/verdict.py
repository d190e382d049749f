"""Settling a doubt: what the server's list of submissions says about an entry. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..ledger.entry import ACCEPTED_UNGRADED, UNKNOWN
from . import steps

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..ledger.entry import Entry

GRACE = 120.0
"""Seconds a server may still be busy with a body it has received, before its silence in the list counts."""
CHECKS = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 30.0, 30.0)
"""Pauses between looks at the list: quick while the student waits, together the grace time."""
SKEW = 300.0
"""Seconds the server's clock may be ahead of ours and still be believed; beyond it we claim nothing."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One line of the server's list; `created_at` in epoch seconds by the server's clock, None if unreadable."""

    version: int
    created_at: float | None
    filename: str | None


def judge(
    entry: Entry, listed: Sequence[Seen], others: Iterable[Entry], *, now: float, patience_over: bool
) -> Entry | None:
    """The settled entry, or None: look again later.

    Everything above the baseline was created after we looked, so only the end of the window needs a clock.
    `others` are the journal's further entries for the same target; a version they own cannot be this one's.
    """
    if entry.baseline is None:
        return steps.ambiguous(entry, "not_listable", (), now)
    others = [other for other in others if other.id != entry.id]
    owned = {other.version for other in others if other.version is not None}
    fresh = sorted(
        (line for line in listed if line.version > entry.baseline and line.version not in owned),
        key=lambda line: line.version,
    )
    ours = [line for line in fresh if _in_window(entry, line)]
    rivals = any(_rival(entry, other, ours) for other in others)
    if len(ours) == 1 and not rivals:
        return steps.located(entry, ours[0].version, ours[0].filename, now)
    if ours:
        return steps.ambiguous(entry, "several_candidates", tuple(line.version for line in ours), now)
    if not patience_over:
        return None
    if fresh:
        # Later than our window by our clock: a later submission from elsewhere, or a server's clock far ahead.
        return steps.ambiguous(entry, "later_version", tuple(line.version for line in fresh), now)
    return steps.lost(entry, now)


def _in_window(entry: Entry, line: Seen) -> bool:
    if line.created_at is None or entry.ended_at is None:
        return True
    return line.created_at <= entry.ended_at + GRACE + SKEW


def _rival(entry: Entry, other: Entry, ours: Sequence[Seen]) -> bool:
    """`other` may itself be one of the candidates: its version is not known and it may have arrived."""
    if other.version is not None or not other.same_target(entry):
        return False
    alive = other.open or other.state in {UNKNOWN, ACCEPTED_UNGRADED}
    baseline = -1 if other.baseline is None else other.baseline
    return alive and any(line.version > baseline and _in_window(other, line) for line in ours)
