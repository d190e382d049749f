"""When entries in doubt are reconciled again: at a start of a host and on a slow schedule; for pages: `visits.py`."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from typing import TYPE_CHECKING

from ..storage.submissions.entry import SENDING, receipt
from ..vault.async_lock import try_lock
from ..wire.errors import CompanionError
from .reconciler import LATER_PAUSES, as_shown, reconcile_until_settled, record_orphans
from .target import lock_name

if TYPE_CHECKING:
    from ..services import Services
    from ..storage.submissions.entry import Entry
    from ..wire.shapes.notifications import Notify
    from .target import Waiter

SPREAD = (1.0, 1.5)
"""Factors between which a pause is drawn: a course that lost its answers together must not ask together. None is
shorter than it was, so that the last list comes after the horizon."""
LOOK = 2.0
"""Seconds between two looks at an entry that another host sends or asks about."""


async def resume_unsettled(services: Services, notify: Notify, waiter: Waiter = asyncio.sleep) -> None:
    """At a host's start: ask about every open entry of whoever is signed in, until each is settled.

    Safe in any number of hosts at once: an entry somebody else is at, sending or settling, is left to them, and what
    they write down is told here too.
    """
    try:
        unsettled = services.journal.unsettled()
    except CompanionError:
        return  # locked or damaged: whoever asks for receipts is told
    await asyncio.gather(*(_resume(services, entry, notify, waiter) for entry in unsettled))


async def _resume(services: Services, entry: Entry, notify: Notify, waiter: Waiter) -> None:
    try:
        held = try_lock(services.vault, lock_name(services, entry))
        if held is not None:  # otherwise somebody sends or asks there, and sees to the orphans
            with held:  # whether or not the server answers
                for orphan in record_orphans(services, entry.target):
                    notify("receipt.changed", {"receipt": receipt(orphan)})
                    entry = orphan if orphan.id == entry.id else entry
        seen = services.journal.get(entry.id) or entry
        if seen.open:
            await FollowUp(services, seen, notify, waiter, at_once=True).to_the_end()
        elif receipt(seen) != receipt(entry):
            notify("receipt.changed", {"receipt": receipt(seen)})  # another host has settled it just now
    except CompanionError:
        return  # the data folder fails: the next start goes on


class FollowUp:
    """One open entry being asked about on a slow schedule, until it is settled.

    While another host is at it, sending or asking, this one only looks at what that one writes down, for its own
    browser to be told too; and asks itself if that one ends.
    """

    def __init__(
        self, services: Services, entry: Entry, notify: Notify, waiter: Waiter, *, at_once: bool = False
    ) -> None:
        self._services, self._entry, self._notify, self._waiter = services, entry, notify, waiter
        self._at_once = at_once

    async def run(self) -> None:
        """Do it; a data folder that fails ends it quietly, and the next start goes on."""
        with suppress(CompanionError):
            await self.to_the_end()

    async def to_the_end(self) -> None:
        """Do it, and notify what came of it. Raises what the data folder does."""
        while (settled := await self._asked()) is None:
            self._at_once = True
            await self._waiter(LOOK)
            seen = self._services.journal.get(self._entry.id)
            if seen is None:
                return  # erased
            self._tell(seen)
            if not seen.open:
                return
        self._tell(settled)

    async def _asked(self) -> Entry | None:
        """The entry after the last question there was to ask; None if another host is at it."""
        if as_shown(self._services, self._entry).state == SENDING:
            return None
        pauses = tuple(pause * random.uniform(*SPREAD) for pause in LATER_PAUSES)  # noqa: S311 - no secret
        pauses = (0.0, *pauses) if self._at_once else pauses
        return await reconcile_until_settled(
            self._services, self._entry, self._waiter, pauses, to_the_end=True
        )

    def _tell(self, entry: Entry) -> None:
        if receipt(entry) != receipt(self._entry):
            self._notify("receipt.changed", {"receipt": receipt(entry)})
        self._entry = entry


def follow(services: Services, entry: Entry, notify: Notify, waiter: Waiter = asyncio.sleep) -> None:
    """Go on asking behind the student's back, once for each entry. On the engine's loop."""
    services.flights.start(FollowUp, (entry.id,), lambda: FollowUp(services, entry, notify, waiter))
