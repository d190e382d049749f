"""What stays open is followed behind the student's back, on a slow schedule, until it is settled."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from native_host.storage.submissions.entry import NOT_LANDED, receipt
from native_host.submission import steps
from native_host.submission.follow_up import SPREAD, FollowUp, follow
from native_host.submission.reconciler import LATER_PAUSES
from tests.faults.doubt.scene import Nobody, doubtful, kept, lists_asked

if TYPE_CHECKING:
    from native_host.services import Services
    from tests.faults.doubt.scene import Time
    from tests.sandbox import Sandbox


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
    assert len(clock.waits) == len(LATER_PAUSES) == len(lists_asked(box))
    for wait, pause in zip(clock.waits, LATER_PAUSES, strict=True):
        assert pause * least <= wait <= pause * most
    assert len({wait / pause for wait, pause in zip(clock.waits, LATER_PAUSES, strict=True)}) > 1


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
