"""Settling what is in doubt by asking the server what it has: right after a doubtful answer, and at every start."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from ..ledger.entry import receipt
from ..ledger.journal import FILE
from ..wire.errors import CompanionError
from . import steps
from .handin import listed
from .turn import turn
from .verdict import CHECKS, GRACE, judge

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from ..ledger.entry import Entry
    from ..services import Services
    from .turn import Waiter
    from .verdict import Seen

    Notify = Callable[[str, Mapping[str, Any]], None]


async def settle_unsettled(services: Services, notify: Notify, waiter: Waiter = asyncio.sleep) -> None:
    """Settle every open entry of whoever is signed in. What can't be settled now stays open for the next start.

    Safe in any number of hosts at once: an entry somebody else is at, sending or settling, is left to them.
    """
    if not os.path.exists(os.path.join(services.home, FILE)):  # noqa: ASYNC240, PTH110, PTH118 - one local stat
        return
    try:
        unsettled = services.journal.unsettled()
    except CompanionError:
        return  # locked or damaged: whoever asks for receipts is told
    await asyncio.gather(*(_take_up(services, entry, notify, waiter) for entry in unsettled))


async def _take_up(services: Services, entry: Entry, notify: Notify, waiter: Waiter) -> None:
    try:
        with turn(services.vault, services.journal, entry.target):
            current = services.journal.get(entry.id)
            if current is None or not current.open:
                return
            if services.sessions.account(entry.server) != entry.account:
                settled = steps.out_of_reach(steps.orphaned(current, services.clock()), "not_signed_in")
                record(services, settled)
            else:
                settled = await settle(services, current, waiter)
    except CompanionError:
        return  # its turn is another's, or the data folder fails: the next start goes on
    if settled != current:
        notify("receipt.changed", {"receipt": receipt(settled)})


async def settle(services: Services, entry: Entry, waiter: Waiter) -> Entry:
    """Look at the server's list until it tells, for the grace time at most. The turn of its target must be held."""
    entry = steps.orphaned(entry, services.clock())
    trouble: CompanionError | None = None
    for check in range(len(CHECKS) + 1):
        if check:
            await waiter(CHECKS[check - 1])
        try:
            lines = await listed(services, entry)
        except CompanionError as error:
            trouble = error
            continue
        trouble = None
        settled = judged(services, entry, lines, last=check == len(CHECKS))
        if settled is not None:
            return settled
    assert trouble is not None  # noqa: S101 - the last look at a list always settles
    entry = steps.out_of_reach(entry, trouble.name)
    record(services, entry)
    return entry


def judged(services: Services, entry: Entry, lines: Sequence[Seen], *, last: bool = False) -> Entry | None:
    """The entry settled by this list and recorded, or None if it is too early to tell."""
    entry = steps.orphaned(entry, services.clock())
    assert entry.ended_at is not None  # noqa: S101 - orphaned() says so
    now = services.clock()
    over = last or now >= entry.ended_at + GRACE
    settled = judge(entry, lines, services.journal.to(entry.target), now=now, patience_over=over)
    if settled is not None:
        record(services, settled)
    return settled


def record(services: Services, entry: Entry) -> None:
    """Write what became of it. If the disk won't take it the entry stays open, and the next start finds out again."""
    try:
        services.journal.update(entry)
    except CompanionError as error:
        if error.name not in {"storage_failed", "vault_locked"}:
            raise
