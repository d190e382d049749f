"""Visits of pages ask about what they show: what is open there, and where a list contradicts a receipt.

None of them raises for what the server or the data folder does: whoever visits wants to see the page.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from ..storage.submissions.entry import receipt
from ..vault.async_lock import try_lock
from ..wire.errors import CompanionError
from . import steps
from .follow_up import follow
from .listing import Listing
from .presence import presence
from .reconciler import reconcile_all, record_orphans, require_account
from .target import listed, lock_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from ..services import Services
    from ..storage.submissions.entry import Entry
    from ..wire.shapes.notifications import Notify

    Submissions = Sequence[Mapping[str, Any]]


async def check_open(services: Services, notify: Notify) -> None:
    """A visit of the receipts: ask about what is open."""
    with suppress(CompanionError):
        await _check_all(services, services.journal.unsettled(), notify)


async def check_course(
    services: Services, notify: Notify, server: str, course: str, lists: Mapping[str, Submissions]
) -> None:
    """A visit of this course's page: ask about what is open there, and where `lists` contradict a receipt.

    `lists`: the account's submissions as just read, by assessment.
    """
    with suppress(CompanionError):
        account = services.sessions.email(server) or ""
        wanted = [
            entry
            for entry in services.journal.unsettled()
            if (entry.server, entry.account, entry.course) == (server, account, course)
        ]
        entries, _ = services.journal.to(*((server, account, course, assessment) for assessment in lists))
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

    And where `submissions`, its list as just read, contradicts a receipt.
    """
    with suppress(CompanionError):
        entries = _entries(services, server, course, assessment)
        wanted = [entry for entry in entries if entry.open or steps.correctable(entry)]
        await _check_all(services, [*wanted, *_contradicted(entries, submissions)], notify)


async def check_contradicted(
    services: Services, notify: Notify, server: str, course: str, assessment: str, *, submissions: Submissions
) -> None:
    """Somebody has read this assessment's list: ask where it contradicts a receipt."""
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
    changed: list[Entry] = []
    held = try_lock(services.vault, lock_name(services, entry))
    if held is not None:  # otherwise it is being sent, or being asked about
        with held, suppress(CompanionError):  # what one server does is no reason not to ask another
            changed = record_orphans(services, entry.target)
            require_account(services, entry)
            changed += reconcile_all(services, entry.target, await listed(services, entry))
    for after in changed:
        notify("receipt.changed", {"receipt": receipt(after)})
    for after in services.journal.unsettled():
        if after.target == entry.target:
            follow(services, after, notify)
