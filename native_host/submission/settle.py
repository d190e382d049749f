"""Settling what is in doubt by asking the server what it has: right after a doubtful answer, and at every start."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from ..ledger.entry import receipt
from ..wire.errors import CompanionError
from . import steps
from .handin import listed
from .turn import claim, next_turn, turn_of
from .verdict import CHECKS, GRACE, judge

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from ..ledger.entry import Entry
    from ..services import Services
    from .turn import Waiter
    from .verdict import Seen

    Notify = Callable[[str, Mapping[str, Any]], None]

HOPELESS = frozenset({"server_unknown", "not_signed_in", "sign_in_again", "scope_missing"})
"""Troubles that no waiting ends: only the student can."""


async def settle_unsettled(services: Services, notify: Notify, waiter: Waiter = asyncio.sleep) -> None:
    """Settle every open entry of whoever is signed in. What can't be settled now stays open for the next start.

    Safe in any number of hosts at once: an entry somebody else is at, sending or settling, is left to them.
    """
    try:
        unsettled = services.journal.unsettled()
    except CompanionError:
        return  # locked or damaged: whoever asks for receipts is told
    await asyncio.gather(*(_take_up(services, entry, notify, waiter) for entry in unsettled))


async def _take_up(services: Services, entry: Entry, notify: Notify, waiter: Waiter) -> None:
    try:
        sending = claim(services, turn_of(services, entry))
        if sending is None:
            return  # somebody is sending there right now, maybe this very entry
        sending.close()
        settled = await settle(services, entry, waiter)
    except CompanionError:
        return  # the data folder fails: the next start goes on
    if settled is not None and settled != entry:
        notify("receipt.changed", {"receipt": receipt(settled)})


async def settle(services: Services, entry: Entry, waiter: Waiter) -> Entry | None:
    """Look at the server's list until it tells, for the grace time at most.

    Gives the entry as it then is, maybe still open; None if another host is settling it.
    """
    settling = claim(services, f"settling {entry.id}")
    if settling is None:
        return None
    with settling:
        entry = steps.orphaned(entry, services.clock())
        trouble: CompanionError | None = None
        for check in range(len(CHECKS) + 1):
            if check:
                await waiter(CHECKS[check - 1])
            try:
                settled = await _look(services, entry, waiter, last=check == len(CHECKS))
            except CompanionError as error:
                if error.name in HOPELESS:
                    return _left_open(services, entry, error)
                trouble = error
            else:
                if settled is not None:
                    return settled
                trouble = None
        assert trouble is not None  # noqa: S101 - the last look at a list always settles
        return _left_open(services, entry, trouble)


async def _look(services: Services, entry: Entry, waiter: Waiter, *, last: bool) -> Entry | None:
    """One look, in a turn of its own: the student's next file need not wait until this one is settled."""
    async with next_turn(services, entry, waiter):
        current = services.journal.get(entry.id)
        if current is None or not current.open:
            return current or entry
        if services.sessions.account(entry.server) != entry.account:
            raise CompanionError("not_signed_in", server=entry.server)
        return judged(services, entry, await listed(services, entry), last=last)


def _left_open(services: Services, entry: Entry, trouble: CompanionError) -> Entry:
    entry = steps.out_of_reach(entry, trouble.name)
    record(services, entry)
    return entry


def judged(services: Services, entry: Entry, lines: Sequence[Seen], *, last: bool = False) -> Entry | None:
    """The entry settled by this list and recorded, or None if it is too early to tell."""
    entry = steps.orphaned(entry, services.clock())
    assert entry.ended_at is not None  # noqa: S101 - orphaned() says so
    now = services.clock()
    over = last or now >= entry.ended_at + GRACE
    others, _ = services.journal.to(entry.target)
    settled = judge(entry, lines, others, now=now, patience_over=over)
    if settled is not None:
        record(services, settled)
    return settled


def record(services: Services, entry: Entry) -> None:
    """Write what became of it. Where that fails the entry stays open, and the next start finds out again.

    It never raises: what is known of a file that has left matters more to the student than why it can't be kept.
    """
    with suppress(CompanionError):
        services.journal.update(entry)
