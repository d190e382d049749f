"""What stays open is followed behind the student's back, on a slow schedule, until it is settled."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from native_host.storage.submissions.entry import APPEARED, LANDED, NOT_LANDED, PENDING, receipt
from native_host.submission import steps
from native_host.submission.follow_up import LOOK, SPREAD, FollowUp, follow, resume_unsettled
from native_host.submission.reconciler import LATER_PAUSES
from native_host.submission.target import lock_name
from native_host.submission.visits import check_open
from native_host.vault.async_lock import try_lock
from tests.faults.doubt.scene import Nobody, by_hand, doubtful, kept, lists_asked, sending
from tests.virtual_time import run

if TYPE_CHECKING:
    import pytest

    from native_host.services import Services
    from tests.faults.doubt.scene import Time
    from tests.sandbox import Sandbox

LISTEN = 0.5
"""Seconds of real time in which the sandbox answers, before virtual time jumps on."""


def test_what_stays_open_is_asked_about_on_a_slow_schedule_with_dice(
    services: Services, box: Sandbox, clock: Time
) -> None:
    entry = doubtful(box, clock)
    services.journal.begin(entry)
    told: list[Any] = []

    async def scene() -> None:
        for _ in range(2):  # the second changes nothing
            follow(services, entry, lambda *news: told.append(news), clock.wait)
        async with services.flights.share(FollowUp, (entry.id,), Nobody) as flight:  # type: ignore[arg-type]
            await flight.ended()
        await services.client(box.base).close()

    asyncio.run(scene())
    assert told == [("receipt.changed", {"receipt": receipt(kept(services))})]
    assert kept(services).state == NOT_LANDED
    least, most = SPREAD
    # High dice reach the horizon one list earlier.
    assert len(clock.waits) == len(lists_asked(box)) >= len(LATER_PAUSES) - 1
    thrown = list(zip(clock.waits, LATER_PAUSES, strict=False))
    assert all(pause * least <= wait <= pause * most for wait, pause in thrown)
    assert len({wait / pause for wait, pause in thrown}) > 1


def test_what_another_host_has_settled_is_not_asked_about(
    services: Services, box: Sandbox, clock: Time
) -> None:
    entry = doubtful(box, clock)
    services.journal.begin(entry)
    told: list[Any] = []

    def meanwhile(_count: int) -> None:
        services.journal.update(steps.lost(entry, clock.now))

    clock.meanwhile = meanwhile

    async def scene() -> None:
        await FollowUp(services, entry, lambda _, params: told.append(params), clock.wait).run()

    asyncio.run(scene())
    assert ([each["receipt"]["state"] for each in told], box.requests) == ([NOT_LANDED], [])
    assert len(clock.waits) == 1


def test_what_another_host_is_asking_about_is_left_to_it_and_told_here_too(
    services: Services, box: Sandbox, clock: Time
) -> None:
    entry = doubtful(box, clock)
    services.journal.begin(entry)
    told: list[str] = []
    busy = try_lock(services.vault, f"settling {entry.id}")
    assert busy is not None

    def meanwhile(count: int) -> None:
        if count == 3:
            services.journal.update(steps.lost(entry, clock.now))

    clock.meanwhile = meanwhile
    with busy:
        asyncio.run(FollowUp(services, entry, into(told), clock.wait).to_the_end())
    assert (told, box.requests, clock.waits) == ([NOT_LANDED], [], [LOOK] * 3)


def test_what_another_host_is_sending_is_left_to_it_and_each_change_told(
    services: Services, box: Sandbox, clock: Time
) -> None:
    entry = sending(box, clock, listed_at=float(int(box.clock.time())), left_at=clock.now)
    services.journal.begin(entry)
    told: list[str] = []
    turn = try_lock(services.vault, lock_name(services, entry))
    assert turn is not None
    settling = try_lock(services.vault, f"settling {entry.id}")
    assert settling is not None
    doubted = steps.doubted(entry)
    then = {2: doubted, 4: steps.landed(entry, 1, "1_handin.c", clock.now)}

    def meanwhile(count: int) -> None:
        if count in then:
            services.journal.update(then[count])

    clock.meanwhile = meanwhile
    with turn, settling:
        asyncio.run(resume_unsettled(services, into(told), clock.wait))
    assert (told, box.requests, clock.waits) == ([PENDING, LANDED], [], [LOOK] * 4)


def test_what_another_host_settles_in_this_very_moment_is_told_too(
    services: Services, box: Sandbox, clock: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = sending(box, clock, listed_at=float(int(box.clock.time())), left_at=clock.now)
    services.journal.begin(entry)
    services.journal.update(steps.landed(entry, 1, "1_handin.c", clock.now))
    monkeypatch.setattr(services.journal, "unsettled", lambda: [entry])  # as it was a moment ago
    told: list[str] = []
    asyncio.run(resume_unsettled(services, into(told), clock.wait))
    assert (told, box.requests) == ([LANDED], [])


def test_what_a_host_leaves_that_ends_is_asked_about_at_once(
    services: Services, box: Sandbox, clock: Time
) -> None:
    entry = sending(box, clock, listed_at=float(int(box.clock.time())), left_at=clock.now)
    services.journal.begin(entry)
    by_hand(box)
    told: list[str] = []
    turn = try_lock(services.vault, lock_name(services, entry))
    assert turn is not None
    clock.meanwhile = lambda count: turn.close() if count == 2 else None

    async def scene() -> None:
        await FollowUp(services, entry, into(told), clock.wait).run()
        await services.client(box.base).close()

    asyncio.run(scene())
    assert (told, clock.waits) == ([APPEARED], [LOOK] * 2)


def test_what_is_erased_meanwhile_is_followed_no_longer(
    services: Services, box: Sandbox, clock: Time
) -> None:
    entry = doubtful(box, clock)
    busy = try_lock(services.vault, f"settling {entry.id}")
    assert busy is not None
    with busy:
        asyncio.run(FollowUp(services, entry, unheard, clock.wait).to_the_end())
    assert (box.requests, clock.waits) == ([], [LOOK])


def into(told: list[str]) -> Any:
    """Notes the states that are told."""
    return lambda _method, params: told.append(params["receipt"]["state"])


def unheard(method: str, params: Any) -> None:
    raise AssertionError(method, params)


def test_what_a_visit_finds_open_is_told_once_it_is_settled(
    services: Services, box: Sandbox, clock: Time
) -> None:
    entry = doubtful(box, clock)
    services.journal.begin(entry)
    told: list[Any] = []

    async def scene() -> None:
        await check_open(services, lambda _, params: told.append(params["receipt"]["state"]))
        assert told == []
        await asyncio.to_thread(by_hand, box)
        async with services.flights.share(FollowUp, (entry.id,), Nobody) as flight:  # type: ignore[arg-type]
            await flight.ended()
        await services.client(box.base).close()

    run(scene(), LISTEN)
    assert (told, clock.waits) == ([APPEARED], [])
