"""An event loop whose clock jumps to the next timer: minutes of waiting in milliseconds, without sleeps."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")


class VirtualLoop(asyncio.SelectorEventLoop):
    """For code without I/O of its own."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 1_795_470_370.0
        self._clock_resolution = 1e-6  # at this size a float's own steps are 2.4e-7

    def time(self) -> float:
        return self._now

    def _run_once(self) -> None:
        ready, scheduled = self._ready, self._scheduled  # type: ignore[attr-defined]  # the base class's own queues
        if not ready and scheduled:
            self._now = max(self._now, scheduled[0].when())
        super()._run_once()  # type: ignore[misc]  # not in the typed interface


def run(work: Coroutine[Any, Any, T]) -> T:
    """asyncio.run in virtual time; the loop's time() is the wall clock."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(work)
