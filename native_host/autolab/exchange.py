"""One request and its answer over aiohttp, bounded in time and size."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import aiohttp

from .. import __version__
from .bounded_body import ACCEPTED, BoundedBody, TooLargeError, UndecodableError
from .http_messages import FormBody, HttpResponse, JsonBody, UploadBody
from .transport_errors import CAUGHT, ExchangeError, Sent, failed, redirected
from .upload import UploadStream

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..wire.error_names import ErrorName
    from .connections import ConnectionPool
    from .http_messages import HttpRequest, Sink, Token

    Choose = Callable[[HttpResponse], Sink | None]

MAX_ANSWER = 16 * 1024 * 1024
"""Bytes of a JSON answer. The largest, a roster of thousands, stays below 1 MiB."""
AGENT = f"AutolabCompanion/{__version__}"


class Exchange:
    """One request and its answer."""

    def __init__(
        self,
        pool: ConnectionPool,
        request: HttpRequest,
        token: Token | None,
        on_sent: Callable[[], None] | None,
    ) -> None:
        self._pool, self._request = pool, request
        self._headers = {"Accept": "application/json", "Accept-Encoding": ACCEPTED, "User-Agent": AGENT}
        self._headers |= request.headers
        if token is not None:
            self._headers["Authorization"] = f"Bearer {token.reveal()}"
        self._on_sent = on_sent
        self._sent: Sent = "no"
        self._own_error: Exception | None = None
        self._broken: aiohttp.ClientConnectionError | None = None
        self._upload: UploadStream | None = None
        self._limit: asyncio.Timeout | None = None
        self._data = self._encode(request.body)

    async def run(self, max_bytes: int, choose: Choose | None, within: float | None = None) -> HttpResponse:
        """Send and read. Raises ExchangeError, and what the upload's source or the sink raised."""
        try:
            return await self._run(max_bytes, choose, within)
        except CAUGHT as error:
            own_error = self._own_error if self._upload is None else self._upload.own_error
            if own_error is not None:
                raise own_error from None
            raise failed(self._pool.origin, error, self._sent, self._pool.proxy) from error
        except TooLargeError as error:
            raise self._refuse("answer_too_large", limit=max_bytes) from error
        except UndecodableError as error:
            raise self._refuse("answer_unexpected", detail="its compression is damaged") from error

    async def _run(self, max_bytes: int, choose: Choose | None, within: float | None) -> HttpResponse:
        # An upload gets a connection of its own: one that the server has just closed would leave its fate in doubt.
        upload, proxy = self._upload, self._pool.proxy
        session = self._pool.session(None if upload is None else upload.sockets)
        limits = self._pool.timeouts
        total = limits.total if within is None else min(limits.total, within)
        try:
            async with (
                upload.limited() if upload else asyncio.timeout(total) as self._limit,
                session.request(
                    self._request.method,
                    self._pool.url(self._request),
                    headers=self._headers,
                    data=self._data,
                    proxy=None if proxy is None else proxy.shown,
                    proxy_headers=None if proxy is None else proxy.headers,
                    timeout=limits.of(upload=upload is not None, stream=choose is not None, total=total),
                    allow_redirects=False,
                    trace_request_ctx=self,
                    middlewares=() if self._may_repeat() else (self._once,),
                ) as answer,
            ):
                return await self._read(answer, max_bytes, choose)
        finally:
            if upload is not None:
                upload.sockets.end()
                await session.close()

    async def _read(
        self, answer: aiohttp.ClientResponse, max_bytes: int, choose: Choose | None
    ) -> HttpResponse:
        head = self._head(answer)
        sink = choose(head) if choose else None
        if self._limit is not None:  # a file may take as long as it moves
            loop, total = asyncio.get_running_loop(), self._pool.timeouts.total
            self._limit.reschedule(None if sink else loop.time() + total)
        limit = max_bytes if sink or not choose else MAX_ANSWER
        body = BoundedBody(limit, head.headers.get("content-encoding", ""))
        kept: list[bytes] = []
        try:
            async for chunk in answer.content.iter_any():
                for plain in body.feed(chunk):
                    if sink is None:
                        kept.append(plain)
                    elif plain:
                        await self._keep(sink, plain)
        except aiohttp.ClientPayloadError:
            if self._upload is None or not self._upload.refused or self._sent != "partly":
                raise  # else the reset that cut the refusal's words short has left its status
        else:
            body.finish()
        return HttpResponse(head.status, head.headers, b"".join(kept), self._sent == "maybe")

    def _head(self, answer: aiohttp.ClientResponse) -> HttpResponse:
        """Status and headers. Raises redirect_refused, sign_on_first."""
        head = HttpResponse(answer.status, _joined(answer.headers))
        if self._upload is not None:  # success waits for the whole of it
            self._upload.refused = head.status >= 300  # noqa: PLR2004 - every other class
        elsewhere = redirected(str(answer.url), head.status, head.headers, self._sent)
        if elsewhere is not None:
            raise elsewhere
        return head

    async def _keep(self, sink: Sink, chunk: bytes) -> None:
        try:
            await sink(chunk)
        except Exception as error:
            self._own_error = error  # a full disk is not a lost connection
            raise

    def _may_repeat(self) -> bool:
        """Whether aiohttp may ask again by itself when a connection breaks: only what changes and counts nothing."""
        return self._pool.lasting and self._request.method == "GET"

    async def _once(
        self, request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        """aiohttp repeats GET, PUT and DELETE when a connection breaks; here whether to repeat is ours to say."""
        if self._broken is not None:
            raise self._broken
        try:
            return await handler(request)
        except aiohttp.ClientConnectionError as error:
            self._broken = error
            raise

    def head_left(self) -> None:
        """The head is being written now; without a streamed body that is the whole request."""
        if self._upload is None:
            self._complete()
        else:
            self._sent = "partly"

    def _encode(self, body: Any) -> Any:
        match body:
            case FormBody(fields):
                self._headers["Content-Type"] = "application/x-www-form-urlencoded"
                return urlencode(fields).encode()
            case JsonBody(value):
                self._headers["Content-Type"] = "application/json"
                return json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
            case UploadBody():
                self._upload = UploadStream(body, self._pool.timeouts, self._complete)
                self._headers |= self._upload.headers
                return self._upload.parts()
        return None

    def _complete(self) -> None:
        self._sent = "maybe"
        if self._on_sent is not None:
            self._on_sent()

    def _refuse(self, name: ErrorName, **data: str | int) -> ExchangeError:
        return ExchangeError(name, self._sent, server=self._pool.origin, **data)


def _joined(headers: Mapping[str, str]) -> dict[str, str]:
    """Lower-case names, each once (RFC 9110 section 5.3)."""
    joined: dict[str, str] = {}
    for name, value in headers.items():
        key = name.lower()
        joined[key] = f"{joined[key]}, {value}" if key in joined else value
    return joined
