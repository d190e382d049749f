from __future__ import annotations

import asyncio

import pytest

from native_host.single_flight import SingleFlight


class Waiting:
    """Work that ends when told to."""

    def __init__(self, begun: list[Waiting]) -> None:
        begun.append(self)
        self.may_end = asyncio.Event()
        self.fails = False
        self.outcome: str | None = None

    async def run(self) -> None:
        try:
            await self.may_end.wait()
            if self.fails:
                raise ZeroDivisionError
            self.outcome = "done"
        except asyncio.CancelledError:
            self.outcome = "cancelled"
            raise


class Course:
    """Askers of one key."""

    def __init__(self) -> None:
        self.flights = SingleFlight()
        self.begun: list[Waiting] = []

    async def ask(self, key: str = "k") -> None:
        async with self.flights.share(Waiting, (key,), lambda: Waiting(self.begun)) as flight:
            await flight.ended()

    async def asker(self, key: str = "k") -> asyncio.Task[None]:
        task = asyncio.create_task(self.ask(key))
        await turns()
        return task


async def turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_equal_askers_share_and_different_ones_do_not() -> None:
    async def scene() -> None:
        course = Course()
        tasks = [await course.asker(key) for key in ("k", "k", "other")]
        assert len(course.begun) == 2
        for work in course.begun:
            work.may_end.set()
        await asyncio.gather(*tasks)

    asyncio.run(scene())


def test_work_survives_as_long_as_one_asker_waits() -> None:
    async def scene() -> None:
        course = Course()
        first, second = await course.asker(), await course.asker()
        first.cancel()
        await turns()
        assert first.cancelled()
        assert course.begun[0].outcome is None
        second.cancel()
        await turns()
        assert course.begun[0].outcome == "cancelled"

    asyncio.run(scene())


def test_whoever_comes_while_work_is_being_cancelled_gets_new_work() -> None:
    async def scene() -> None:
        course = Course()
        first = await course.asker()
        first.cancel()
        late = asyncio.create_task(course.ask())
        await turns()
        assert len(course.begun) == 2
        course.begun[1].may_end.set()
        await late

    asyncio.run(scene())


def test_every_asker_hears_of_a_failure_and_the_next_one_starts_afresh() -> None:
    async def scene() -> None:
        course = Course()
        tasks = [await course.asker(), await course.asker()]
        course.begun[0].fails = True
        course.begun[0].may_end.set()
        for task in tasks:
            with pytest.raises(ZeroDivisionError):
                await task
        again = await course.asker()
        assert len(course.begun) == 2
        course.begun[1].may_end.set()
        await again

    asyncio.run(scene())


def test_started_work_survives_its_last_asker_and_can_still_be_joined() -> None:
    async def scene() -> None:
        course = Course()
        course.flights.start(Waiting, ("k",), lambda: Waiting(course.begun))
        asker = await course.asker()
        asker.cancel()
        await turns()
        assert asker.cancelled()
        assert course.begun[0].outcome is None
        late = await course.asker()
        assert len(course.begun) == 1
        course.begun[0].may_end.set()
        await late
        assert course.begun[0].outcome == "done"

    asyncio.run(scene())
