"""Asks the server what it lists, and writes down what `reconcile.py` and `presence.py` make of it.

    settled = await reconcile_until_settled(services, entry, asyncio.sleep, FIRST_PAUSES)

Whatever reads a list and changes entries by it holds the lock of their assessment (`target.exclusive`).
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from ..storage.submissions.entry import SENDING, receipt
from ..vault.async_lock import try_lock
from ..wire.errors import CompanionError
from . import steps
from .presence import presence
from .reconcile import correct, reconcile
from .target import exclusive, listed, lock_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..services import Services
    from ..storage.submissions.entry import Entry
    from .listing import Listing
    from .target import Waiter

FIRST_PAUSES = (1.0, 2.0, 4.0, 8.0)
"""Pauses between lists while the student waits; what has arrived is nearly always there by then."""
LATER_PAUSES = (15.0, 30.0, 60.0, 120.0, 240.0, 480.0, 900.0, 900.0, 900.0)
"""Pauses afterwards. With the first ones they outlast the horizon, and a course of 300 whose gateway failed for all
at the deadline asks for 1200 lists in the first minute and 20 a minute from the tenth on."""


async def reconcile_until_settled(
    services: Services, entry: Entry, waiter: Waiter, pauses: Sequence[float], *, to_the_end: bool = False
) -> Entry | None:
    """Ask for the server's list after each pause, until it tells.

    `to_the_end`: after the last pause nothing can arrive any more, so the last list settles.
    Gives the entry as it then is, maybe still open; None if another host is at it.
    """
    held = try_lock(services.vault, f"settling {entry.id}")
    if held is None:
        return None
    with held:
        for number, pause in enumerate(pauses, start=1):
            if pause:
                await waiter(pause)
            last = to_the_end and number == len(pauses)
            try:
                entry = await _reconcile_once(services, entry, waiter, last=last)
            except CompanionError as trouble:
                entry = steps.out_of_reach(entry, trouble.name)
                record(services, entry)
                if trouble.kind == "session":  # no waiting ends it, only the student can
                    break
            if not entry.open:
                break
    return entry


async def _reconcile_once(services: Services, entry: Entry, waiter: Waiter, *, last: bool) -> Entry:
    """With a lock of its own each time: the student's next file need not wait until this one is settled."""
    async with exclusive(services, entry, waiter):
        record_orphans(services, entry.target)
        current = services.journal.get(entry.id)
        if current is not None and not current.open:
            return current
        require_account(services, entry)
        listing = await listed(services, entry)
        record_presence(services, entry.target, listing)
        return apply_listing(services, current or entry, listing, last=last)


def require_account(services: Services, entry: Entry) -> None:
    """Raises not_signed_in if somebody else's list would be asked for."""
    if services.sessions.email(entry.server) != entry.account:
        raise CompanionError("not_signed_in", server=entry.server)


def apply_listing(
    services: Services, entry: Entry, listing: Listing, *, prompt: bool = False, last: bool = False
) -> Entry:
    """The entry as this list leaves it, recorded: settled, or still open.

    `prompt`: read right after the application's answer. `last`: nothing can arrive any more.
    """
    now = services.clock()
    after = steps.looked_up(entry, listing.at, now)
    if after.open:
        others, _ = services.journal.to(entry.target)
        after = reconcile(after, listing, others, now=now, prompt=prompt, last=last) or after
    if after != entry:
        record(services, after)
    return after


def reconcile_all(services: Services, target: tuple[str, str, str, str], listing: Listing) -> list[Entry]:
    """Whose receipt this list changes, of all that was ever sent to its assessment."""
    changed = record_presence(services, target, listing)  # first: a number that is free again is nobody's
    entries, _ = services.journal.to(target)
    for entry in reversed(entries):
        if entry.open:
            after = apply_listing(services, entry, listing)
        elif steps.correctable(entry):
            others, _ = services.journal.to(target)
            after = correct(entry, listing, others, now=services.clock()) or entry
            if after is not entry:
                amend(services, after)
        else:
            continue
        if receipt(after) != receipt(entry):
            changed.append(after)
    return changed


def record_presence(services: Services, target: tuple[str, str, str, str], listing: Listing) -> list[Entry]:
    """Whose version this list shows, shows no more or shows again."""
    at = services.server_now(target[0]) if listing.at is None else listing.at
    changed = []
    entries, _ = services.journal.to(target)
    for entry in entries:
        after = presence(entry, listing, entries, at=at)
        if after != entry:
            amend(services, after)
        if (after.version, after.gone_at) != (entry.version, entry.gone_at):  # its moment alone is no news
            changed.append(after)
    return changed


def record_orphans(services: Services, target: tuple[str, str, str, str]) -> list[Entry]:
    """Say of what is written as being sent that it is not: whoever holds the lock knows that nobody sends."""
    entries, _ = services.journal.to(target)
    orphans = [steps.orphaned(entry, services.clock()) for entry in entries if entry.state == SENDING]
    for orphan in orphans:
        record(services, orphan)
    return orphans


def as_shown(services: Services, entry: Entry) -> Entry:
    """The entry as it may be shown: one that nobody is sending any more has been orphaned. Changes nothing."""
    if entry.state != SENDING:
        return entry
    try:
        held = try_lock(services.vault, lock_name(services, entry))
    except CompanionError:
        return entry
    if held is None:
        return entry
    with held:
        return steps.orphaned(services.journal.get(entry.id) or entry, services.clock())


def record(services: Services, entry: Entry) -> None:
    """Write what became of it. Where that fails the entry stays open, and the next start finds out again.

    It never raises: what is known of a file that has left matters more to the student than why it can't be kept.
    """
    with suppress(CompanionError):
        services.journal.update(entry)


def amend(services: Services, entry: Entry) -> None:
    """Write what the server showed of a settled entry afterwards. Never raises, as `record`."""
    with suppress(CompanionError):
        services.journal.amend(entry)
