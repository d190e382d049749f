"""One clock-aligned window of a server's limits: how many went in it, and when the next may go. Sans-I/O.

All times are epoch seconds by the server's clock, as far as we know it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .hints import RateHint

MARGIN = 1.0
"""Seconds of doubt about the server's clock (its Date counts whole seconds) and the request's way."""
LONGEST_PAUSE = 3600.0
"""Seconds; a server that asks for more is asked again after this."""
SHARED_FOR = 600.0
"""Seconds after which we try again to have the limit for ourselves."""


class Window:
    """At most `limit` requests between two multiples of `period`."""

    def __init__(self, limit: int, period: float, known: Mapping[str, Any]) -> None:
        """`known` is what memory() gave in an earlier life, or empty."""
        self.limit = max(1, int(known.get("limit", limit)))
        self.period = period
        self.strikes = 0
        self._share = 1
        self._shared_until = 0.0
        self._paused_until = finite(known.get("paused_until", 0.0))
        self._counts = {int(index): int(count) for index, count in known.get("counts", ())}

    def count(self, now: float) -> None:
        """A request goes now. Near a boundary it counts on both sides, since the clocks agree only so far."""
        for index in {self._index(now - MARGIN), self._index(now + MARGIN)}:
            self._counts[index] = self._counts.get(index, 0) + 1

    def ready_at(self, now: float, *, limited: bool, spare: bool) -> float:
        """When the next may go. `limited`: the limit holds; `spare`: leave half of it to others."""
        ready = max(now, self._paused_until)
        if not limited:
            return ready
        room = max(1, self.limit // self._share // (2 if spare else 1))
        while True:
            full = [
                at for at in (ready - MARGIN, ready + MARGIN) if self._counts.get(self._index(at), 0) >= room
            ]
            if not full:
                return ready
            ready = self._start(self._index(full[0]) + 1) + MARGIN

    def refused(self, now: float, hint: RateHint, *, limited: bool) -> None:
        """A 429 without timing says: not before the next window. A second one in a row: our clocks disagree.

        `limited`: we were keeping to the limit already, so somebody else draws on it too (another browser's host,
        a phone), and each leaves the others room. Otherwise every window would refuse somebody, and some
        request would be refused every time.
        """
        if hint.limit:
            self.limit = hint.limit
        if now >= self._paused_until:
            self.strikes += 1
            if limited:
                self._share = min(2 * self._share, self.limit)
                self._shared_until = now + SHARED_FOR
        rest = self._start(self._index(now) + 1) - now if self.strikes <= 1 else self.period
        self.pause(now, hint.wait if hint.wait is not None else rest + MARGIN)

    def pause(self, now: float, seconds: float) -> None:
        """Nothing for so many seconds."""
        self._paused_until = max(self._paused_until, now + min(seconds, LONGEST_PAUSE))

    def tidy(self, now: float) -> None:
        """Forget windows that are over, others who have gone, and what a clock set back has made absurd."""
        self._paused_until = min(self._paused_until, now + LONGEST_PAUSE)
        if not now < self._shared_until <= now + SHARED_FOR:
            self._share = 1
        oldest = self._index(now - MARGIN)
        newest = self._index(now + MARGIN)
        self._counts = {index: n for index, n in self._counts.items() if oldest <= index <= newest}

    def memory(self) -> dict[str, Any]:
        """JSON-able; for the next life's constructor."""
        counts = [[index, count] for index, count in self._counts.items()]
        return {"limit": self.limit, "paused_until": self._paused_until, "counts": counts}

    def _index(self, moment: float) -> int:
        return int(moment // self.period)

    def _start(self, index: int) -> float:
        return index * self.period


def finite(value: Any) -> float:
    """A number that time can be reckoned with. Raises ValueError, TypeError."""
    number = float(value)
    if not math.isfinite(number):
        raise ValueError
    return number
