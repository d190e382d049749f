"""CodeExchange what is in doubt by asking the server what it lists."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from ..storage.submissions.entry import SENDING, receipt
from ..wire.errors import CompanionError
from . import steps
from .handin import listed
from .presence import presence
from .turn import claim, next_turn
from .verdict import correct, judge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..services import Services
    from ..storage.submissions.entry import Entry
    from .turn import Waiter
    from .verdict import Listing

HOPELESS = frozenset({"server_unknown", "not_signed_in", "sign_in_again", "scope_missing", "scope_withdrawn"})
"""Troubles that no waiting ends: only the student can."""


async def settle(
    services: Services, entry: Entry, waiter: Waiter, pauses: Sequence[float], *, to_the_end: bool = False
) -> Entry | None:
    """Look at the server's list after each pause, until it tells.

    `to_the_end`: after the last pause nothing can arrive any more, so the last look settles.
    Gives the entry as it then is, maybe still open; None if another host is at it.
    """
    settling = claim(services, f"settling {entry.id}")
    if settling is None:
        return None
    with settling:
        for number, pause in enumerate(pauses, start=1):
            if pause:
                await waiter(pause)
            last = to_the_end and number == len(pauses)
            try:
                entry = await _look(services, entry, waiter, last=last)
            except CompanionError as trouble:
                entry = steps.out_of_reach(entry, trouble.name)
                record(services, entry)
                if trouble.name in HOPELESS:
                    break
            if not entry.open:
                break
    return entry


async def _look(services: Services, entry: Entry, waiter: Waiter, *, last: bool) -> Entry:
    """One look, in a turn of its own: the student's next file need not wait until this one is settled."""
    async with next_turn(services, entry, waiter):
        leave_behind(services, entry.target)
        current = services.journal.get(entry.id)
        if current is not None and not current.open:
            return current
        require_account(services, entry)
        listing = await listed(services, entry)
        notice(services, entry.target, listing)
        return judged(services, current or entry, listing, last=last)


def leave_behind(services: Services, target: tuple[str, str, str, str]) -> list[Entry]:
    """Say of what is written as being sent that it is not, recorded: whoever has the turn knows that nobody sends."""
    entries, _ = services.journal.to(target)
    orphans = [steps.orphaned(entry, services.clock()) for entry in entries if entry.state == SENDING]
    for orphan in orphans:
        record(services, orphan)
    return orphans


def require_account(services: Services, entry: Entry) -> None:
    """Raises not_signed_in if somebody else's list would be asked for."""
    if services.sessions.account(entry.server) != entry.account:
        raise CompanionError("not_signed_in", server=entry.server)


def judged(
    services: Services, entry: Entry, listing: Listing, *, prompt: bool = False, last: bool = False
) -> Entry:
    """The entry as this list leaves it, recorded: settled, or still open. In the turn of its assessment.

    `prompt`: read right after the application's answer. `last`: nothing can arrive any more.
    """
    now = services.clock()
    asked = steps.looked_up(entry, listing.at, now)
    if asked.open:
        others, _ = services.journal.to(entry.target)
        asked = judge(asked, listing, others, now=now, prompt=prompt, last=last) or asked
    if asked != entry:
        record(services, asked)
    return asked


def judge_all(services: Services, target: tuple[str, str, str, str], listing: Listing) -> list[Entry]:
    """Whose receipt this list changes, of all that was ever sent to its assessment, in whose turn it was read."""
    changed = notice(services, target, listing)  # first: a number that is free again is nobody's
    entries, _ = services.journal.to(target)
    for entry in reversed(entries):
        if entry.open:
            after = judged(services, entry, listing)
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


def notice(services: Services, target: tuple[str, str, str, str], listing: Listing) -> list[Entry]:
    """Whose version this list shows, shows no more or shows again. In the turn in which it was asked for."""
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
