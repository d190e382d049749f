"""Reconciling what we wrote down with what the server lists: what becomes of an entry in doubt. Pure.

`reconciler.py` is the other half: it asks for the list, applies what is decided here, and writes it down.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..storage.submissions.entry import ACCEPTED_UNGRADED, UNKNOWN
from ..timestamps import DAY
from . import steps
from .listing import in_window, is_being_stored, is_fresh, is_over, owns

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..storage.submissions.entry import Entry
    from .listing import Listing, Seen

CORRECTABLE = DAY
"""Seconds after an attempt in which a version that appears may still be what was told not to have arrived."""


def reconcile(
    entry: Entry,
    listing: Listing,
    others: Iterable[Entry],
    *,
    now: float,
    prompt: bool = False,
    last: bool = False,
) -> Entry | None:
    """The settled entry, or None: ask again later. `now` is our clock, for the receipt alone.

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
        being_stored = entry.answered is None and is_being_stored(ours[0], listing)
        return None if being_stored and not last else steps.located(entry, ours[0], now)
    if ours:
        return steps.ambiguous(entry, "several_candidates", ours, now)
    if not (last or is_over(entry, listing)):
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
    after = reconcile(entry, replace(listing, lines=lines), others, now=now, last=True)
    return None if after is None or after.state == entry.state else steps.corrected(entry, after, now)


def _rival(entry: Entry, other: Entry, ours: Sequence[Seen]) -> bool:
    """`other` may itself be one of the candidates: its version is not known and it may have arrived."""
    if other.version is not None or not other.same_target(entry):
        return False
    alive = other.open or (other.state in {UNKNOWN, ACCEPTED_UNGRADED} and other.gone_at is None)
    return alive and any(is_fresh(other, line) and in_window(other, line) for line in ours)
