"""An event loop whose clock jumps to the next timer: minutes of waiting in milliseconds, without sleeps."""

from __future__ import annotations

import asyncio
import selectors
from typing import TYPE_CHECKING, Any, TypeVar

from tests.sandbox.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")
START = 1_795_470_370.0


class _Jumping(selectors.DefaultSelector):
    """Waits `listen` real seconds for I/O at most; then the rest of the time has passed."""

    def __init__(self, listen: float) -> None:
        super().__init__()
        self.now, self._listen = START, listen

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        events = super().select(self._listen)
        if not events:
            self.now += timeout
        return events


class VirtualLoop(asyncio.SelectorEventLoop):
    """`listen`: real seconds in which I/O may still come before time jumps; 0 for code that has none."""

    def __init__(self, listen: float) -> None:
        self._jumping = _Jumping(listen)
        super().__init__(self._jumping)
        self._clock_resolution = 1e-6  # at this size a float's own steps are 2.4e-7

    def time(self) -> float:
        return self._jumping.now


def run(work: Coroutine[Any, Any, T], listen: float = 0.0) -> T:
    """asyncio.run in virtual time; the loop's time() is the wall clock."""
    with asyncio.Runner(loop_factory=lambda: VirtualLoop(listen)) as runner:
        return runner.run(work)


def wall_clock() -> float:
    """For whatever on the loop takes a clock."""
    return asyncio.get_running_loop().time()


class LoopClock(Clock):
    """The loop's time is the sandbox's."""

    def time(self) -> float:
        return wall_clock() + self._offset
