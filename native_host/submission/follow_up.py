"""When entries in doubt are reconciled again: at each start of a host, each visit of a page, and on a slow schedule."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from typing import TYPE_CHECKING

from ..storage.submissions.entry import SENDING, receipt
from ..vault.async_lock import try_lock
from ..wire.errors import CompanionError
from . import steps
from .listing import Listing
from .presence import presence
from .reconciler import (
    LATER_PAUSES,
    reconcile_all,
    reconcile_until_settled,
    record_orphans,
    require_account,
)
from .target import listed, lock_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from ..services import Services
    from ..storage.submissions.entry import Entry
    from ..wire.shapes.notifications import Notify
    from .target import Waiter

    Submissions = Sequence[Mapping[str, Any]]

SPREAD = (1.0, 1.5)
"""Factors between which a pause is drawn: a course that lost its answers together must not ask together. None is
shorter than it was, so that the last list comes after the horizon."""


async def resume_unsettled(services: Services, notify: Notify, waiter: Waiter = asyncio.sleep) -> None:
    """At a host's start: ask about every open entry of whoever is signed in, until each is settled.

    Safe in any number of hosts at once: an entry somebody else is at, sending or settling, is left to them.
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
        entry = services.journal.get(entry.id) or entry
        if entry.open and entry.state != SENDING:
            await FollowUp(services, entry, notify, waiter, at_once=True).to_the_end()
    except CompanionError:
        return  # the data folder fails: the next start goes on


class FollowUp:
    """One open entry being asked about on a slow schedule, until it is settled."""

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
        pauses = tuple(pause * random.uniform(*SPREAD) for pause in LATER_PAUSES)  # noqa: S311 - no secret
        pauses = (0.0, *pauses) if self._at_once else pauses
        settled = await reconcile_until_settled(
            self._services, self._entry, self._waiter, pauses, to_the_end=True
        )
        if settled is not None and receipt(settled) != receipt(self._entry):
            self._notify("receipt.changed", {"receipt": receipt(settled)})


def follow(services: Services, entry: Entry, notify: Notify, waiter: Waiter = asyncio.sleep) -> None:
    """Go on asking behind the student's back, once for each entry. On the engine's loop."""
    services.flights.start(FollowUp, (entry.id,), lambda: FollowUp(services, entry, notify, waiter))


async def check_open(services: Services, notify: Notify) -> None:
    """A visit of the receipts: ask about what is open.

    Never raises for what the server or the data folder does: whoever visits wants to see the page.
    """
    with suppress(CompanionError):
        await _check_all(services, services.journal.unsettled(), notify)


async def check_course(
    services: Services, notify: Notify, server: str, course: str, lists: Mapping[str, Submissions]
) -> None:
    """A visit of this course's page: ask about what is open there, and where `lists` contradict a receipt.

    `lists`: the account's submissions as just read, by assessment. Never raises, as check_open.
    """
    with suppress(CompanionError):
        account = services.sessions.email(server)
        entries = [
            entry
            for entry in services.journal.survey().entries
            if (entry.server, entry.account, entry.course) == (server, account, course)
        ]
        wanted = [entry for entry in entries if entry.open]
        for assessment, submissions in lists.items():
            wanted += _contradicted([e for e in entries if e.assessment == assessment], submissions)
        await _check_all(services, wanted, notify)


async def check_assessment(
    services: Services,
    notify: Notify,
    server: str,
    course: str,
    assessment: str,
    *,
    submissions: Submissions | None = None,
) -> None:
    """A visit of this assessment: ask about what is open there, and about what was told not to have arrived.

    And where `submissions`, its list as just read, contradicts a receipt. Never raises, as check_open.
    """
    with suppress(CompanionError):
        entries = _entries(services, server, course, assessment)
        wanted = [entry for entry in entries if entry.open or steps.correctable(entry)]
        await _check_all(services, [*wanted, *_contradicted(entries, submissions)], notify)


async def check_contradicted(
    services: Services, notify: Notify, server: str, course: str, assessment: str, *, submissions: Submissions
) -> None:
    """Somebody has read this assessment's list: ask where it contradicts a receipt. Never raises, as check_open."""
    with suppress(CompanionError):
        wanted = _contradicted(_entries(services, server, course, assessment), submissions)
        await _check_all(services, wanted, notify)


def _entries(services: Services, server: str, course: str, assessment: str) -> list[Entry]:
    target = (server, services.sessions.email(server) or "", course, assessment)
    return services.journal.to(target)[0]


def _contradicted(entries: Sequence[Entry], submissions: Submissions | None) -> list[Entry]:
    """Receipts of one assessment that its list says something else of.

    It may have been asked for before the last of them was sent, so it only raises the question: a list that is read
    under the assessment's lock answers it.
    """
    if submissions is None:
        return []
    listing = Listing.of(submissions)
    return [entry for entry in entries if presence(entry, listing, entries, at=0.0) != entry]


async def _check_all(services: Services, entries: Iterable[Entry], notify: Notify) -> None:
    """One list for each assessment, however many entries it settles."""
    targets = {entry.target: entry for entry in entries}
    await asyncio.gather(*(_check(services, entry, notify) for entry in targets.values()))


async def _check(services: Services, entry: Entry, notify: Notify) -> None:
    held = try_lock(services.vault, lock_name(services, entry))
    if held is None:
        return  # being sent, or being asked about
    with held, suppress(CompanionError):  # what one server does is no reason not to ask another
        changed = record_orphans(services, entry.target)
        require_account(services, entry)
        changed += reconcile_all(services, entry.target, await listed(services, entry))
    for after in changed:
        notify("receipt.changed", {"receipt": receipt(after)})
    for after in services.journal.unsettled():
        if after.target == entry.target:
            follow(services, after, notify)
