"""What the list shows late, or only after it was told not to have arrived."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from native_host.storage.submissions.entry import APPEARED, NOT_LANDED, PENDING, UNKNOWN
from native_host.submission.listing import HORIZON
from native_host.submission.visits import check_assessment
from native_host.wire.errors import CompanionError
from tests.faults.doubt.scene import CONTENT, SUBMIT, asks, by_hand, kept, posts, settled, submitted
from tests.handing_in import COURSE, versions

if TYPE_CHECKING:
    from native_host.services import Services
    from tests.faults.doubt.scene import Time
    from tests.sandbox import Sandbox


@pytest.mark.parametrize("late", [1, 3, 4])
def test_a_slow_server_that_finishes_later_is_waited_for(
    services: Services, box: Sandbox, clock: Time, late: int
) -> None:
    box.faults.add(**SUBMIT, status=504)
    clock.meanwhile = lambda count: by_hand(box, CONTENT) if count == late else None
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.version) == (APPEARED, 1)


@pytest.mark.parametrize("late", [5, 8, 10])
def test_a_queue_worked_off_much_later_is_found_behind_the_students_back(
    services: Services, box: Sandbox, clock: Time, late: int
) -> None:
    box.faults.add(**SUBMIT, status=504)
    assert asyncio.run(submitted(services, box, clock)).open
    clock.meanwhile = lambda count: by_hand(box, CONTENT) if count == late else None
    assert asyncio.run(settled(services, box, clock)) == [("receipt.changed", "appeared")]
    assert kept(services).created_at == versions(box)[0].created_at.timestamp()


def test_a_doubt_that_landed_is_found_while_the_same_file_is_handed_in_again(
    services: Services, box: Sandbox, clock: Time
) -> None:
    """The baseline settles it, and only what is asked after that can notice."""
    box.faults.add(**SUBMIT, status=504)
    assert asyncio.run(submitted(services, box, clock)).open
    by_hand(box, CONTENT)
    with asks("probably_submitted"):
        asyncio.run(submitted(services, box, clock))
    assert (posts(box), kept(services).state) == (1 + 1, APPEARED), "ours, and the one by hand"


def test_what_was_told_not_to_have_arrived_is_corrected_with_both_moments(
    services: Services, box: Sandbox, clock: Time
) -> None:
    box.faults.add(**SUBMIT, status=504)
    asyncio.run(submitted(services, box, clock))
    asyncio.run(settled(services, box, clock))
    told = kept(services)
    assert (told.state, told.open) == (NOT_LANDED, False)
    by_hand(box, CONTENT)

    async def visit() -> list[dict[str, Any]]:
        news: list[dict[str, Any]] = []
        await check_assessment(
            services, lambda _, params: news.append(params["receipt"]), box.base, COURSE, "homework2"
        )
        await services.client(box.base).close()
        return news

    clock.pass_by(600)
    (shown,) = asyncio.run(visit())
    assert (shown["state"], shown["candidates"], shown["corrected_from"]) == ("unknown", [1], "not_landed")
    assert shown["settled_at"] < shown["corrected_at"]
    assert asyncio.run(visit()) == []
    with asks("outcome_unknown"):
        asyncio.run(submitted(services, box, clock))


def test_two_candidates_are_left_to_the_student(services: Services, box: Sandbox, clock: Time) -> None:
    box.faults.add(**SUBMIT, process=True, status=504)
    clock.meanwhile = lambda count: by_hand(box) if count == 1 else None
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.reason, entry.candidates) == (UNKNOWN, "several_candidates", (1, 2))
    with asks("outcome_unknown"):
        asyncio.run(submitted(services, box, clock))
    assert asyncio.run(submitted(services, box, clock, again=True)).version == 3


def test_a_later_submission_from_elsewhere_is_not_taken_for_ours(
    services: Services, box: Sandbox, clock: Time
) -> None:
    box.faults.add(**SUBMIT, status=504)
    assert asyncio.run(submitted(services, box, clock)).open
    clock.pass_by(HORIZON + 600)
    by_hand(box)
    asyncio.run(settled(services, box, clock))
    entry = kept(services)
    assert (entry.state, entry.reason, entry.candidates) == (UNKNOWN, "later_version", (1,))


def test_a_server_that_stays_away_leaves_it_open_for_the_next_start(
    services: Services, box: Sandbox, clock: Time
) -> None:
    box.faults.add(**SUBMIT, process=True, lose_answer=True)
    box.faults.add(method="GET", path="/submissions$")  # the baseline
    box.faults.add(method="GET", path="/submissions$", times=1000, status=503)
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.open, entry.reason) == (PENDING, True, "server_failed")
    with pytest.RaisesExc(CompanionError):
        asyncio.run(submitted(services, box, clock))
    assert posts(box) == 1
    box.faults.clear()
    assert asyncio.run(settled(services, box, clock)) == [("receipt.changed", "appeared")]
    assert asyncio.run(settled(services, box, clock)) == []
    assert len(versions(box)) == 1


def test_a_server_whose_clock_tells_nothing_is_waited_for_by_ours(
    services: Services, box: Sandbox, clock: Time
) -> None:
    box.faults.add(**SUBMIT, status=504)
    asyncio.run(submitted(services, box, clock))

    def stand_still(_count: int) -> None:
        box.clock.advance(-(clock.waits[-1] + 1))

    clock.meanwhile = stand_still
    assert asyncio.run(settled(services, box, clock)) == [("receipt.changed", "not_landed")]
    assert sum(clock.waits) > HORIZON
