"""Taking turns: one submission to one assessment at a time, over all browsers and their hosts."""

from __future__ import annotations

from contextlib import ExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from ..storage.submissions.entry import SENDING
from ..wire.errors import CompanionError
from . import steps

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from ..services import Services
    from ..storage.submissions.entry import Entry

    Waiter = Callable[[float], Awaitable[None]]

PAUSE = 0.2
"""Seconds between two tries for a turn: nobody notices them beside a submission."""


def turn_of(services: Services, entry: Entry) -> str:
    """The lock that whoever sends to, or judges by the list of, the entry's assessment holds."""
    return f"submission {services.journal.target_key(entry.target).hex()}"


def claim(services: Services, lock: str) -> ExitStack | None:
    """The lock, to be closed, or None if another holds it now. The system frees it when its holder dies."""
    held = ExitStack()
    try:
        held.enter_context(services.vault.lock(lock, timeout=0))
    except CompanionError as error:
        if error.name != "vault_busy":
            raise
        return None
    return held


@asynccontextmanager
async def next_turn(
    services: Services, entry: Entry, waiter: Waiter, meanwhile: Callable[[], None] = lambda: None
) -> AsyncIterator[None]:
    """The turn of the entry's assessment, as soon as it is free. `meanwhile()` runs at each try and may raise."""
    while (held := claim(services, turn_of(services, entry))) is None:
        meanwhile()
        await waiter(PAUSE)
    with held:
        yield


def as_known(services: Services, entry: Entry) -> Entry:
    """The entry as it may be shown: one that nobody is sending any more has been left behind. Changes nothing."""
    if entry.state != SENDING:
        return entry
    try:
        turn = claim(services, turn_of(services, entry))
    except CompanionError:
        return entry
    if turn is None:
        return entry
    with turn:
        return steps.orphaned(services.journal.get(entry.id) or entry, services.clock())
