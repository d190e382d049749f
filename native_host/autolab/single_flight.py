"""One piece of work for everybody who asks for the same thing; it ends when nobody waits for it any more."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

T = TypeVar("T")


class Shared(Generic[T]):
    """A running task with its askers. An asker who is cancelled leaves the others alone."""

    def __init__(self, work: Coroutine[Any, Any, T]) -> None:
        self.task = asyncio.ensure_future(work)
        self._askers = 0
        self.joinable = True

    async def result(self) -> T:
        """The work's result or error; cancelling the last asker cancels the work."""
        self._askers += 1
        try:
            return await asyncio.shield(self.task)
        finally:
            self._askers -= 1
            if not self._askers:
                self.joinable = False  # its end is decided: who comes now must start afresh
                self.task.cancel()
