"""When a request may go: few in flight, what the user looks at first, inside limits learned from a 429. Sans-I/O.

The stock server does not throttle tokens in the header, and a 429 of its carries no timing. So nothing is limited
but the requests in flight until a server says 429; then its documented windows (aligned to the server's clock)
hold for it until it has been fine for long. Time is always handed in: seconds by a clock that should be steady.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Literal

from ..timestamps import DAY
from .rate_windows import RateWindow, finite

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .headers import RateHint

Lane = Literal["api", "submit", "download"]

IN_FLIGHT: Mapping[Lane, int] = {"api": 4, "submit": 2, "download": 2}
"""Requests under way for one account. Four hide the latency of a page's worth; files do not hold up the rest."""
DOCUMENTED = {"api": (10, 30.0), "submit": (4, 60.0)}
"""Requests per seconds that Autolab's own throttles allow; a submission counts in both windows."""
WINDOWS_OF: Mapping[Lane, tuple[str, ...]] = {
    "api": ("api",),
    "submit": ("submit", "api"),
    "download": ("api",),
}
"""The windows a lane's requests count in; a 429 is about the first, unless it names another one's limit."""
OVERLOADED_AFTER = 4
"""Refusals in a row, each after waiting out a whole window: this server lets nothing through at present."""
FINE_FOR = DAY
"""Seconds without a 429 after which the limits are dropped; doubled each time that proves wrong."""
FINE_FOR_MOST = 30 * FINE_FOR


class Priority(IntEnum):
    """Who waits for the answer."""

    SHOWN = 0  # the user is looking at it
    SOON = 1  # the page will show it
    IDLE = 2  # nobody waits: background refresh and polling


class Ticket:
    """One request in the queue; it may be used again for the next attempt."""

    __slots__ = ("lane", "order", "priority", "sent")

    def __init__(self, lane: Lane, priority: Priority) -> None:
        self.lane, self.priority, self.order = lane, priority, 0
        self.sent = 0.0
        """When it last was let go."""


class Pacer:
    """The queue of one account on one server."""

    def __init__(
        self, remembered: Mapping[str, Any] | None = None, *, now: float = 0.0, wall: float = 0.0
    ) -> None:
        """`remembered` is what `snapshot()` gave before a restart, if any; `wall` is the epoch second of `now`."""
        try:
            self._restore(remembered or {}, now, wall)
        except (TypeError, ValueError, AttributeError, OverflowError):
            self._restore({}, now, wall)  # an older or newer companion kept it differently: learn afresh
        self._waiting: list[Ticket] = []
        self._running: list[Ticket] = []
        self._count = 0

    def _restore(self, known: Mapping[str, Any], now: float, wall: float) -> None:
        # Negative if the clock was set back since, or was ahead then; then nobody knows how long ago that was.
        past = wall - finite(known.get("kept_at", wall))
        limited_for = known.get("limited_for")
        self._throttled_at = (
            None if limited_for is None else now - max(0.0, finite(limited_for) + max(0.0, past))
        )
        self._fine_for = min(finite(known.get("fine_for", 0.0)), FINE_FOR_MOST)
        windows = known.get("windows", {})
        self._windows = {
            name: RateWindow(*DOCUMENTED[name], windows.get(name, {}), now=now, past=past)
            for name in DOCUMENTED
        }
        self.offset = wall - finite(known.get("ahead", 0.0)) - now

    @property
    def offset(self) -> float:
        """Seconds to add to our time for the server's: a guess until its answers show it."""
        return self._offset

    @offset.setter
    def offset(self, seconds: float) -> None:
        self._offset = seconds
        for window in self._windows.values():
            window.offset = seconds

    def enqueue(self, ticket: Ticket) -> None:
        """Put the ticket into the queue."""
        self._count += 1
        ticket.order = self._count
        self._waiting.append(ticket)

    def remove(self, ticket: Ticket) -> None:
        """The ticket's request is over or was given up."""
        for queue in (self._waiting, self._running):
            if ticket in queue:
                queue.remove(ticket)

    def admit(self, now: float) -> list[Ticket]:
        """The tickets whose requests go now, in order."""
        self._tidy(now)
        gone = []
        for ticket in sorted(self._waiting, key=lambda waiting: (waiting.priority, waiting.order)):
            if self._free(ticket) and self._ready_at(ticket, now) <= now:
                self._waiting.remove(ticket)
                self._running.append(ticket)
                ticket.sent = now
                for name in WINDOWS_OF[ticket.lane]:
                    self._windows[name].count(now)
                gone.append(ticket)
        return gone

    def next_time(self, now: float) -> float | None:
        """When to ask `admit` again if nothing else happens; None: only the end of a running request helps."""
        times = [self._ready_at(ticket, now) for ticket in self._waiting if self._free(ticket)]
        return min(times, default=None)

    def delay_of(self, ticket: Ticket, now: float) -> float:
        """Seconds until the windows would let a ticket of this kind go, if it were the next."""
        return self._ready_at(ticket, now) - now

    def throttled(self, lane: Lane, now: float, hint: RateHint) -> None:
        """A request got a 429: wait out the window, and respect the limits from now on."""
        limited = self.limited
        if not limited:
            self._fine_for = min(max(FINE_FOR, 2 * self._fine_for), FINE_FOR_MOST)
        self._throttled_at = now
        windows = [self._windows[name] for name in WINDOWS_OF[lane]]
        spoken_of = next((window for window in windows if window.limit == hint.limit), windows[0])
        spoken_of.refused(now, hint, limited=limited)

    def overloaded(self, lane: Lane) -> bool:
        """Whether waiting has been in vain for so long that requests should fail instead."""
        return self._windows[WINDOWS_OF[lane][0]].strikes >= OVERLOADED_AFTER

    def succeeded(self, lane: Lane, now: float, hint: RateHint) -> None:
        """A request got any other answer; its headers may announce the next refusal."""
        window = self._windows[WINDOWS_OF[lane][0]]
        window.strikes = 0
        if hint.exhausted:
            window.pause(now, hint.wait or 0.0)

    def pause(self, lane: Lane, now: float, seconds: float) -> None:
        """The server asked for a pause of so many seconds for another reason (503 with Retry-After)."""
        self._windows[WINDOWS_OF[lane][0]].pause(now, seconds)

    @property
    def limited(self) -> bool:
        """Whether limits were learned; only then is there something to remember."""
        return self._throttled_at is not None

    def snapshot(self, now: float, wall: float) -> dict[str, Any]:
        """JSON-able, for the constructor after a restart. Durations, no timestamps: `now` means nothing then."""
        return {
            "kept_at": wall,
            "limited_for": None if self._throttled_at is None else now - self._throttled_at,
            "fine_for": self._fine_for,
            "ahead": wall - now - self._offset,
            "windows": {name: window.snapshot(now) for name, window in self._windows.items()},
        }

    def _free(self, ticket: Ticket) -> bool:
        """Whether a place in flight is free; background work leaves half of them to the user."""
        room = IN_FLIGHT[ticket.lane]
        same = [running for running in self._running if running.lane == ticket.lane]
        if ticket.priority is Priority.IDLE and sum(r.priority is Priority.IDLE for r in same) >= room // 2:
            return False
        return len(same) < room

    def _ready_at(self, ticket: Ticket, now: float) -> float:
        """When the windows let it go: now or later."""
        spare = ticket.priority is Priority.IDLE
        windows = [self._windows[name] for name in WINDOWS_OF[ticket.lane]]
        return max(window.ready_at(now, limited=self.limited, spare=spare) for window in windows)

    def _tidy(self, now: float) -> None:
        """Drop limits that have long been unnecessary; survive a clock that was set back."""
        if self._throttled_at is not None:
            self._throttled_at = min(self._throttled_at, now)
            if now - self._throttled_at > self._fine_for:
                self._throttled_at = None
        for window in self._windows.values():
            window.tidy(now)
