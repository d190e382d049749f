"""The rate limiter: holds requests back as the pacer decides. The asyncio side of `pacing`, which does no I/O.

Usage:

    ticket = Ticket("api", Priority.SHOWN)
    async with limiter.slot(ticket):  # waits until it may go; raises throttled if that takes too long
        response = await transport.send(request)
        limiter.observe(ticket, response)  # a 429 or Retry-After teaches it the server's limits
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

from ..wire.errors import CompanionError
from .headers import PATIENCE, read_hint
from .server_clock import ServerClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from .http_messages import HttpResponse
    from .pacing import Lane, Pacer, Priority, Ticket

TOO_MANY, UNAVAILABLE = 429, 503


class RateLimiter:
    """One per client. `keep(snapshot)` is called when there is something to remember across restarts."""

    def __init__(
        self,
        server: str,
        pacer: Pacer,
        *,
        clock: ServerClock | None = None,
        keep: Callable[[Mapping[str, Any]], None] | None = None,
    ) -> None:
        self._server, self._pacer, self._keep = server, pacer, keep
        self._clock = clock or ServerClock()
        self._gates: dict[Ticket, asyncio.Future[None]] = {}
        self._alarm: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def slot(self, ticket: Ticket, held_back: Callable[[], None] | None = None) -> AsyncIterator[None]:
        """Wait for a slot in flight and hold it. Raises throttled if the wait would exceed PATIENCE.

        `held_back()` is called if it has to wait.
        """
        gate = asyncio.get_running_loop().create_future()
        in_vain = ticket.order > 0 and self._pacer.overloaded(
            ticket.lane
        )  # it has been refused in this series already
        self._gates[ticket] = gate
        self._pacer.enqueue(ticket)
        try:
            self._pump()
            if not gate.done() and (in_vain or self._pacer.delay_of(ticket, self._clock.steady()) > PATIENCE):
                raise CompanionError("throttled", server=self._server)
            if held_back is not None and not gate.done():
                held_back()
            await gate
            yield
        finally:
            self._gates.pop(ticket, None)
            self._pacer.remove(ticket)
            self._pump()

    def raise_priority(self, ticket: Ticket, priority: Priority) -> None:
        """Somebody more urgent waits for the same answer."""
        if priority < ticket.priority:
            ticket.priority = priority
            self._pump()

    def observe(self, ticket: Ticket, response: HttpResponse) -> None:
        """Learn from a response: the server's limits, and its clock."""
        now, hint = self._clock.steady(), read_hint(response.headers)
        self._clock.observe(response.headers, ticket.sent)
        if self._clock.offset is not None:
            self._pacer.offset = self._clock.offset
        was_limited = self._pacer.limited
        if response.status == TOO_MANY:
            self._pacer.throttled(ticket.lane, now, hint)
            if self._pacer.overloaded(ticket.lane):
                self._reject_waiting(ticket.lane)
        elif response.status == UNAVAILABLE and hint.wait is not None:
            # A longer one is a guess at the end of some maintenance: whoever looks again is to see that it is back.
            if hint.wait <= PATIENCE:
                self._pacer.pause(ticket.lane, now, hint.wait)
        else:
            self._pacer.succeeded(ticket.lane, now, hint)
        if self._keep is not None and (was_limited or self._pacer.limited):
            # A full disk or a locked vault must not cost the answer: it may be a submission's.
            with suppress(CompanionError):
                self._keep(self._pacer.snapshot(now, self._clock.wall()))

    def _reject_waiting(self, lane: Lane) -> None:
        """Fail all who wait: however many they are, none waits longer than the first."""
        for ticket, gate in self._gates.items():
            if ticket.lane == lane and not gate.done():
                gate.set_exception(CompanionError("throttled", server=self._server))

    def _pump(self) -> None:
        """Let those go that may, and come back when the next one may."""
        now = self._clock.steady()
        for ticket in self._pacer.admit(now):
            gate = self._gates[ticket]
            if not gate.done():
                gate.set_result(None)
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        at = self._pacer.next_time(now)
        if at is not None:
            self._alarm = asyncio.get_running_loop().call_later(max(0.0, at - now), self._pump)
