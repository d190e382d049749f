"""What to do after a failed attempt: retry after a pause, retry with a new token, or give up. Sans-I/O.

Usage:

    retries = Retries("read")
    step = retries.after(error)  # seconds to pause, RENEW, or None: `error` is the result
    async with asyncio.timeout(retries.left): ...  # the next attempt
"""

from __future__ import annotations

import random
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..wire.errors import SERVER_KINDS
from .error_responses import ThrottledError, TokenRejectedError, UnavailableError
from .headers import PATIENCE
from .transport_errors import ExchangeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..wire.errors import CompanionError
    from .calls import Kind

RENEW = "renew"
"""Get another token, then try again."""

TRIES = 3
"""Attempts in all when a failure may pass: a restarting server is back by then, or takes longer than a user waits."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 8.0
"""Seconds; the upper bound of the random pause, doubled each time (full jitter)."""
THROTTLES = 4
"""429s in a row after which the call fails; the pacer has waited out a whole window each time."""

WAITED_FOR = 30.0
"""Seconds to wait for a server in all attempts of one call together; waiting for a slot does not count."""
WORTH_IT = 10.0
"""Seconds of these that another attempt needs: a server that hangs is not given another chance to hang."""


class Retries:
    """The attempts of one call, and whether there is to be another."""

    def __init__(
        self,
        kind: Kind,
        draw: Callable[[float, float], float] = random.uniform,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._repeatable = kind in {"read", "download"}
        self._draw, self._clock = draw, clock
        self._waited = 0.0
        self._troubles = self._throttles = 0
        self._renewed = False

    @property
    def left(self) -> float:
        """Seconds that the next attempt may take."""
        return max(WAITED_FOR - self._waited, WORTH_IT)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Count the time in here as waiting for the server."""
        begun = self._clock()
        try:
            yield
        finally:
            self._waited += self._clock() - begun

    def after(self, error: CompanionError) -> float | str | None:
        """Seconds to pause before the next attempt, RENEW, or None: this error is the result."""
        if isinstance(error, TokenRejectedError):
            renew, self._renewed = not self._renewed, True
            return RENEW if renew else None
        if isinstance(error, ThrottledError):
            self._throttles += 1
            return 0.0 if self._throttles < THROTTLES else None
        if not self._may_repeat(error):
            return None
        self._troubles += 1
        if self._troubles >= TRIES or WAITED_FOR - self._waited < WORTH_IT:
            return None
        return self._draw(0.0, min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (self._troubles - 1)))

    def _may_repeat(self, error: CompanionError) -> bool:
        if not error.passing or error.kind not in SERVER_KINDS:
            return False
        if isinstance(error, UnavailableError) and error.wait > PATIENCE:
            return False
        # A change may be repeated only if the server cannot have made it.
        return self._repeatable or (isinstance(error, ExchangeError) and error.sent != "maybe")
