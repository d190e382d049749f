"""The Autolab client: calls in, typed answers or catalogued errors out; rate limited, renewed and retried as allowed.

Usage:

    courses = await Client(transport, sessions).call(endpoints.courses())  # list[Course]; raises throttled …
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from ..single_flight import SingleFlight
from ..wire.errors import CompanionError
from .handin_outcome import NotSent, read_failure, read_outcome
from .headers import content_length, server_time
from .pacing import Pacer, Priority, Ticket
from .rate_limiter import RateLimiter
from .responses import MAX_DOWNLOAD, is_file, proposed_name, read_answer, read_material
from .retry import RENEW, Retries
from .transport_errors import ExchangeError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .calls import Call
    from .handin_outcome import Outcome
    from .http_messages import HttpResponse, Sink, Token
    from .models import Handin, Material
    from .transport import Transport

    OpenSink = Callable[[str | None, int | None], Sink]

T = TypeVar("T")

WHOLE = 200
"""The status of a file to keep; a part of one (206) was never asked for."""


class TokenSource(Protocol):
    """Where tokens come from; oauth.sessions.Sessions is one."""

    async def access_token(self, server: str) -> Token:
        """A token that should be alive. Raises not_signed_in, sign_in_again …"""

    async def refresh_after(self, server: str, rejected: Token) -> Token:
        """Another token than the rejected one. Raises sign_in_again …"""


class Client:
    """One account on one server. Used on one event loop."""

    def __init__(
        self,
        transport: Transport,
        tokens: TokenSource,
        limiter: RateLimiter | None = None,
        *,
        pause: Callable[[float], Awaitable[Any]] = asyncio.sleep,
    ) -> None:
        self.server = transport.origin
        self._transport, self._tokens, self._pause = transport, tokens, pause
        self._limiter = limiter or RateLimiter(self.server, Pacer())
        self._reads = SingleFlight()

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.close()

    async def call(self, call: Call[T], priority: Priority = Priority.SHOWN) -> T:
        """The typed answer. Equal reads in flight share one request, at the priority of the most urgent caller.

        Raises the catalogue's 2xx to 5xx rows, and what the token source raises.
        """
        retries = Retries(call.kind)
        with retries.waiting():
            token = await self._tokens.access_token(self.server)
        ticket = Ticket("api", priority)
        if call.kind != "read":
            return (await self._repeat(call, token, ticket, retries))[0]
        # The token is part of the key: another account's answer must never be shared.
        key = (token.reveal(), call.request.path, *sorted(call.request.query.items()))
        begin = partial(_SharedRead, ticket, partial(self._repeat, call, token, ticket, retries))
        async with self._reads.share(_SharedRead, key, begin) as flight:
            self._limiter.raise_priority(flight.work.ticket, priority)
            await flight.ended()
            answer: T = flight.work.answer
            return answer

    async def call_from_now(self, call: Call[T]) -> tuple[T, float | None]:
        """The answer as of now, never shared with an earlier request, and the server's clock. Raises as `call`."""
        retries = Retries(call.kind)
        with retries.waiting():
            token = await self._tokens.access_token(self.server)
        answer, response = await self._repeat(call, token, Ticket("api", Priority.SHOWN), retries)
        fresh = "age" not in response.headers  # a cache's answer is of another time
        return answer, server_time(response.headers) if fresh else None

    async def submit(
        self,
        call: Call[Handin],
        on_sent: Callable[[], None] | None = None,
        held_back: Callable[[], None] | None = None,
    ) -> Outcome:
        """Submit a file: one POST at most, never retried.

        `on_sent()` is called before the last bytes leave; if it raises a CompanionError, they don't. `held_back()` is
        called if the POST has to wait for a slot in the server's limits.

        Raises only before anything is sent: what the token source raises, and throttled.
        """
        token = await self._tokens.access_token(self.server)
        ticket = Ticket("submit", Priority.SHOWN)
        async with self._limiter.slot(ticket, held_back):
            try:
                response = await self._transport.send(call.request, token=token, on_sent=on_sent)
            except ExchangeError as error:
                return read_failure(error)
            except CompanionError as error:
                return NotSent(error)  # the file itself ended the request before its last bytes
            self._limiter.observe(ticket, response)
        return read_outcome(self.server, call, response)

    async def download(
        self, call: Call[Material], open_sink: OpenSink, priority: Priority = Priority.SHOWN
    ) -> Material:
        """A writeup or handout; a file's bytes go to `open_sink(proposed name, size)`, each None if unknown.

        The proposed name is the server's text, not yet safe. Once the sink is open nothing is repeated.
        """
        ticket, retries, opened = Ticket("download", priority), Retries(call.kind), False
        with retries.waiting():
            token = await self._tokens.access_token(self.server)
        name: str | None = None
        size = 0

        def choose(head: HttpResponse) -> Sink | None:
            nonlocal opened, name
            if head.status != WHOLE or not is_file(head.headers.get("content-disposition")):
                return None
            opened, name = True, proposed_name(head.headers.get("content-disposition"))
            sink = open_sink(name, content_length(head.headers))

            async def counted(chunk: bytes) -> None:
                nonlocal size
                size += len(chunk)
                await sink(chunk)

            return counted

        while True:
            try:
                async with self._limiter.slot(ticket):
                    with retries.waiting():
                        response = await self._transport.stream(
                            call.request, choose, token=token, max_bytes=MAX_DOWNLOAD, within=retries.left
                        )
                    self._limiter.observe(ticket, response)
                return read_material(self.server, call, response, (name, size) if opened else None)
            except CompanionError as error:
                if opened:
                    raise
                token = await self._next(retries, error, token)

    async def _repeat(
        self, call: Call[T], token: Token, ticket: Ticket, retries: Retries
    ) -> tuple[T, HttpResponse]:
        while True:
            try:
                async with self._limiter.slot(ticket):
                    with retries.waiting():
                        response = await self._transport.send(call.request, token=token, within=retries.left)
                    self._limiter.observe(ticket, response)
                return read_answer(self.server, call, response), response
            except CompanionError as error:
                token = await self._next(retries, error, token)

    async def _next(self, retries: Retries, error: CompanionError, token: Token) -> Token:
        """The token for the next attempt, once it is time for it; raises the error if there is none."""
        step = retries.after(error)
        if step is None:
            raise error
        if isinstance(step, float) and step > 0:
            await self._pause(step)
        with retries.waiting():
            if step == RENEW:
                return await self._tokens.refresh_after(self.server, token)
            return await self._tokens.access_token(self.server)


class _SharedRead:
    """One request for everybody who asks for the same; `ticket` takes the priority of the most urgent of them."""

    def __init__(self, ticket: Ticket, request: Callable[[], Awaitable[tuple[Any, HttpResponse]]]) -> None:
        self.ticket, self._request = ticket, request
        self.answer: Any = None

    async def run(self) -> None:
        self.answer, _ = await self._request()
