"""What time it is for a server, from its Date headers (RFC 9110 section 6.6.1). Sans-I/O.

Autolab judges deadlines and counts its throttles' windows by its own clock; ours may be wrong by days, and may be
set while we run. So the server's is reckoned from its last answer on with a clock that nobody sets.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ..steady import elapsed
from .headers import server_time

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class ServerClock:
    """One server's. `steady()` counts seconds from anywhere; `wall()` gives epoch seconds by our own clock."""

    def __init__(self, steady: Callable[[], float] = elapsed, wall: Callable[[], float] = time.time) -> None:
        self.steady, self.wall = steady, wall
        self.offset: float | None = None
        """Server's epoch seconds less `steady()`; None while its time is unknown."""

    def observe(self, headers: Mapping[str, str], sent: float) -> None:
        """Learn from an answer to a request that left when `steady()` was `sent`.

        The Date was written between then and now, and cut to whole seconds: what is known already is changed no
        more than it must be, so that a slow answer does not make it worse.
        """
        date = None if "age" in headers else server_time(headers)  # a cache's answer is of another time
        if date is None:
            return
        least, most = date - self.steady(), date + 1.0 - sent
        known = (least + min(least + 1.0, most)) / 2 if self.offset is None else self.offset
        self.offset = min(max(known, least), most)

    def now(self) -> float:
        """Epoch seconds by the server's clock; by ours while its own is unknown."""
        return self.wall() if self.offset is None else self.steady() + self.offset

    def ahead(self) -> float | None:
        """Seconds by which our clock is ahead of the server's, negative if behind; None while that is not known."""
        return None if self.offset is None else self.wall() - self.now()


class ServerClocks:
    """One clock for each server; safe to use from several threads."""

    def __init__(self, steady: Callable[[], float], wall: Callable[[], float]) -> None:
        self._steady, self._wall = steady, wall
        self._clocks: dict[str, ServerClock] = {}

    def of(self, server: str) -> ServerClock:
        """The clock of `server`."""
        return self._clocks.setdefault(server, ServerClock(self._steady, self._wall))
