"""Who looks again at what is still in doubt: each start of a host, each visit of a page, and a slow schedule."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from ..storage.submissions.entry import SENDING, receipt
from ..wire.errors import CompanionError
from . import steps
from .handin import heard_of, listed
from .presence import presence
from .settle import judge_all, leave_behind, require_account, settle
from .turn import claim, turn_of
from .verdict import FAR_LOOKS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from ..services import Services
    from ..storage.submissions.entry import Entry
    from .turn import Waiter

    Notify = Callable[[str, Mapping[str, Any]], None]
    Submissions = Sequence[Mapping[str, Any]]

SPREAD = (1.0, 1.5)
"""Factors between which a pause is drawn: a course that lost its answers together must not ask together. None is
shorter than it was, so that the last look comes after the horizon."""

_FOLLOWED: WeakKeyDictionary[Services, dict[str, asyncio.Task[None]]] = WeakKeyDictionary()


async def settle_unsettled(services: Services, notify: Notify, waiter: Waiter = asyncio.sleep) -> None:
    """At a host's start: look at every open entry of whoever is signed in, and go on until each is settled.

    Safe in any number of hosts at once: an entry somebody else is at, sending or settling, is left to them.
    """
    try:
        unsettled = services.journal.unsettled()
    except CompanionError:
        return  # locked or damaged: whoever asks for receipts is told
    await asyncio.gather(*(_take_up(services, entry, notify, waiter) for entry in unsettled))


async def _take_up(services: Services, entry: Entry, notify: Notify, waiter: Waiter) -> None:
    try:
        turn = claim(services, turn_of(services, entry))
        if turn is not None:  # otherwise somebody sends or looks there, and sees to what was left behind
            with turn:  # whether or not the server answers
                for orphan in leave_behind(services, entry.target):
                    notify("receipt.changed", {"receipt": receipt(orphan)})
        entry = services.journal.get(entry.id) or entry
        if entry.open and entry.state != SENDING:
            await _to_the_end(services, entry, notify, waiter, at_once=True)
    except CompanionError:
        return  # the data folder fails: the next start goes on


def follow(services: Services, entry: Entry, notify: Notify, waiter: Waiter = asyncio.sleep) -> None:
    """Go on looking behind the student's back, once for each entry. On the engine's loop."""
    followed = _FOLLOWED.setdefault(services, {})
    if entry.id not in followed:
        task = asyncio.ensure_future(_quietly(_to_the_end(services, entry, notify, waiter, at_once=False)))
        followed[entry.id] = task
        task.add_done_callback(lambda _: followed.pop(entry.id, None))


async def look_at_open(services: Services, notify: Notify) -> None:
    """A visit of the receipts: look at what is open.

    Never raises for what the server or the data folder does: whoever visits wants to see the page.
    """
    with suppress(CompanionError):
        await _look_at_all(services, services.journal.unsettled(), notify)


async def look_at_course(
    services: Services, notify: Notify, server: str, course: str, heard: Mapping[str, Submissions]
) -> None:
    """A visit of this course's page: look at what is open there, and where `heard` contradicts a receipt.

    `heard`: what the account's lists have just told, by assessment. Never raises, as look_at_open.
    """
    with suppress(CompanionError):
        account = services.sessions.account(server)
        entries = [
            entry
            for entry in services.journal.survey().entries
            if (entry.server, entry.account, entry.course) == (server, account, course)
        ]
        wanted = [entry for entry in entries if entry.open]
        for assessment, submissions in heard.items():
            wanted += _contradicted([e for e in entries if e.assessment == assessment], submissions)
        await _look_at_all(services, wanted, notify)


async def look_again(
    services: Services,
    notify: Notify,
    server: str,
    course: str,
    assessment: str,
    *,
    heard: Submissions | None = None,
) -> None:
    """A visit of this assessment: look at what is open there, and at what was told not to have arrived.

    And where `heard`, what its list has just told, contradicts a receipt. Never raises, as look_at_open.
    """
    with suppress(CompanionError):
        entries = _entries(services, server, course, assessment)
        wanted = [entry for entry in entries if entry.open or steps.correctable(entry)]
        await _look_at_all(services, [*wanted, *_contradicted(entries, heard)], notify)


async def look_where_contradicted(
    services: Services, notify: Notify, server: str, course: str, assessment: str, *, heard: Submissions
) -> None:
    """Somebody has read this assessment's list: look where it contradicts a receipt. Never raises, as look_at_open."""
    with suppress(CompanionError):
        wanted = _contradicted(_entries(services, server, course, assessment), heard)
        await _look_at_all(services, wanted, notify)


def _entries(services: Services, server: str, course: str, assessment: str) -> list[Entry]:
    target = (server, services.sessions.account(server) or "", course, assessment)
    return services.journal.to(target)[0]


def _contradicted(entries: Sequence[Entry], heard: Submissions | None) -> list[Entry]:
    """Receipts of one assessment that its list says something else of.

    It may have been asked for before the last of them was sent, so it only raises the question: a look in the
    assessment's turn answers it.
    """
    if heard is None:
        return []
    listing = heard_of(heard)
    return [entry for entry in entries if presence(entry, listing, entries, at=0.0) != entry]


async def _look_at_all(services: Services, entries: Iterable[Entry], notify: Notify) -> None:
    """One list for each assessment, however many entries it settles."""
    targets = {entry.target: entry for entry in entries}
    await asyncio.gather(*(_look_at(services, entry, notify) for entry in targets.values()))


async def _look_at(services: Services, entry: Entry, notify: Notify) -> None:
    turn = claim(services, turn_of(services, entry))
    if turn is None:
        return  # being sent, or being looked at
    with turn, suppress(CompanionError):  # what one server does is no reason not to ask another
        changed = leave_behind(services, entry.target)
        require_account(services, entry)
        changed += judge_all(services, entry.target, await listed(services, entry))
    for after in changed:
        notify("receipt.changed", {"receipt": receipt(after)})
    for after in services.journal.unsettled():
        if after.target == entry.target:
            follow(services, after, notify)


async def _to_the_end(
    services: Services, entry: Entry, notify: Notify, waiter: Waiter, *, at_once: bool
) -> None:
    pauses = tuple(pause * random.uniform(*SPREAD) for pause in FAR_LOOKS)  # noqa: S311 - no secret
    pauses = (0.0, *pauses) if at_once else pauses
    settled = await settle(services, entry, waiter, pauses, to_the_end=True)
    if settled is not None and receipt(settled) != receipt(entry):
        notify("receipt.changed", {"receipt": receipt(settled)})


async def _quietly(work: Any) -> None:
    try:
        await work
    except CompanionError:
        return  # the data folder fails: the next start goes on
