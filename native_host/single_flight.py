"""Single flight: work that several callers want at once is begun once, and ends with its last waiter.

    async with services.flights.share(BadgeRefresh, (account, course), begin) as flight:
        await flight.ended()  # one BadgeRefresh.run(), however many wait here

Only on the engine's loop.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Hashable


class Work(Protocol):
    """Something that runs to an end."""

    async def run(self) -> None:
        """Do it; its failure is every waiter's failure."""


W = TypeVar("W", bound=Work)


class Flight(Generic[W]):
    """One piece of work under way. `work` may offer more than its end, such as early results."""

    def __init__(self, work: W) -> None:
        self.work = work
        self.waiters = 0
        self._task = asyncio.get_running_loop().create_task(work.run())
        self._task.add_done_callback(_retrieve)

    async def ended(self) -> None:
        """Wait for the end of the work. A cancelled waiter leaves the work alone. Raises what the work raised."""
        await asyncio.shield(self._task)

    async def finished(self) -> None:
        """Wait for the end of the work, however it ends."""
        await asyncio.wait([self._task])

    def over(self) -> bool:
        """Whether nobody should join any more."""
        return self._task.done()

    def stop(self) -> None:
        """Nobody asks any more: cancel the work, unless it is the work itself that says so."""
        if self._task is not asyncio.current_task():
            self._task.cancel()

    def then(self, call: Callable[[], None]) -> None:
        """Call when the work has ended, however it did."""
        self._task.add_done_callback(lambda _: call())


class SingleFlight:
    """What is under way, by key."""

    def __init__(self) -> None:
        self._flights: dict[tuple[Hashable, ...], Flight[Any]] = {}

    @asynccontextmanager
    async def share(
        self, kind: type[W], key: tuple[Hashable, ...], begin: Callable[[], W]
    ) -> AsyncIterator[Flight[W]]:
        """The flight under `key`, begun if there is none; left again at the end of the block."""
        key = (kind.__name__, *key)
        flight = self._flight(key, begin)
        flight.waiters += 1
        try:
            yield flight
        finally:
            flight.waiters -= 1
            if not flight.waiters:
                self._drop(key, flight)  # at once: whoever comes now must not join what is being cancelled
                flight.stop()

    def start(self, kind: type[W], key: tuple[Hashable, ...], begin: Callable[[], W]) -> None:
        """Begin it unless it is under way; it runs to its end although nobody waits."""
        flight = self._flight((kind.__name__, *key), begin)
        flight.waiters += 1

    def find(self, kind: type[W], key: tuple[Hashable, ...]) -> Flight[W] | None:
        """The flight under `key`, if there is one."""
        return self._flights.get((kind.__name__, *key))

    def _flight(self, key: tuple[Hashable, ...], begin: Callable[[], W]) -> Flight[W]:
        flight = self._flights.get(key)
        if flight is None or flight.over():
            begun = flight = self._flights[key] = Flight(begin())
            begun.then(lambda: self._drop(key, begun))
        return flight

    def _drop(self, key: tuple[Hashable, ...], flight: Flight[Any]) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]


def _retrieve(task: asyncio.Task[None]) -> None:
    """Take note of a failure that no waiter is left to receive; the work has notified what matters."""
    if not task.cancelled():
        task.exception()
