"""One clock-aligned window of a server's limits: how many went in it, and when the next may go. Sans-I/O.

All times are by our own clock; `offset` is what the server's is ahead of it, as far as we know.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .headers import RateHint

MARGIN = 1.0
"""Seconds of doubt about the server's clock (its Date counts whole seconds) and the request's way."""
LONGEST_PAUSE = 3600.0
"""Seconds; a server that asks for more is asked again after this."""
SHARED_FOR = 600.0
"""Seconds after which we try again to have the limit for ourselves."""


class RateWindow:
    """At most `limit` requests between two multiples of `period`."""

    def __init__(
        self, limit: int, period: float, known: Mapping[str, Any], *, now: float, past: float
    ) -> None:
        """`known` is what snapshot() gave before a restart, or empty; it was given `past` seconds ago.

        That is by clocks that may have been set since: a pause is believed no longer than it was meant to last.
        """
        self.limit = max(1, int(known.get("limit", limit)))
        self.period = period
        self.offset = 0.0
        self.strikes = 0
        self._share = 1
        self._shared_at = -math.inf
        pause = finite(known.get("pause", 0.0))
        believed = 0.0 <= past <= pause <= LONGEST_PAUSE
        self._paused_at, self._paused_until = now, now + pause - past if believed else now
        counts = known.get("counts", ()) if 0.0 <= past <= 2 * period else ()
        self._counts = {int(index): int(count) for index, count in counts}

    def count(self, now: float) -> None:
        """A request goes now. Near a boundary it counts on both sides, since the clocks agree only so far."""
        for index in {self._index(now - MARGIN), self._index(now + MARGIN)}:
            self._counts[index] = self._counts.get(index, 0) + 1

    def ready_at(self, now: float, *, limited: bool, spare: bool) -> float:
        """When the next may go. `limited`: the limit holds; `spare`: leave half of it to others."""
        ready = (
            max(now, self._paused_until) if now >= self._paused_at - MARGIN else now
        )  # else: set back amid it
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
                self._shared_at = now
        rest = self._start(self._index(now) + 1) - now if self.strikes <= 1 else self.period
        self.pause(now, hint.wait if hint.wait is not None else rest + MARGIN)

    def pause(self, now: float, seconds: float) -> None:
        """Nothing for so many seconds."""
        self.tidy(now)
        until = now + min(seconds, LONGEST_PAUSE)
        if until > self._paused_until:
            self._paused_at, self._paused_until = now, until

    def tidy(self, now: float) -> None:
        """Forget windows that are over, others who have gone, and what a clock set back has made absurd."""
        if now < self._paused_at - MARGIN:
            self._paused_at = self._paused_until = now
        if not 0.0 <= now - self._shared_at < SHARED_FOR:
            self._share = 1
        oldest = self._index(now - MARGIN)
        newest = self._index(now + MARGIN)
        self._counts = {index: n for index, n in self._counts.items() if oldest <= index <= newest}

    def snapshot(self, now: float) -> dict[str, Any]:
        """JSON-able; for the constructor after a restart."""
        counts = [[index, count] for index, count in self._counts.items()]
        return {"limit": self.limit, "pause": max(0.0, self._paused_until - now), "counts": counts}

    def _index(self, moment: float) -> int:
        return int((moment + self.offset) // self.period)

    def _start(self, index: int) -> float:
        return index * self.period - self.offset


def finite(value: Any) -> float:
    """A number that time can be reckoned with. Raises ValueError, TypeError."""
    number = float(value)
    if not math.isfinite(number):
        raise ValueError
    return number
