"""One request and its answer over aiohttp, bounded in time and size."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import aiohttp

from .. import __version__
from .bounded_body import ACCEPTED, BoundedBody, TooLargeError, UndecodableError
from .failures import CAUGHT, ExchangeError, Sent, failed, redirected
from .messages import FormBody, JsonBody, Response, UploadBody
from .multipart import Envelope
from .upload_socket import UploadSockets

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from .messages import Request, Sink, Token
    from .transport import Transport

    Choose = Callable[[Response], Sink | None]

MAX_ANSWER = 16 * 1024 * 1024
"""Bytes of a JSON answer. The largest, a roster of thousands, stays below 1 MiB."""
AGENT = f"AutolabCompanion/{__version__}"


class Exchange:
    """One request and its answer."""

    def __init__(
        self, transport: Transport, request: Request, token: Token | None, on_sent: Callable[[], None] | None
    ) -> None:
        self._transport, self._request = transport, request
        self._headers = {"Accept": "application/json", "Accept-Encoding": ACCEPTED, "User-Agent": AGENT}
        self._headers |= request.headers
        if token is not None:
            self._headers["Authorization"] = f"Bearer {token.reveal()}"
        self._on_sent = on_sent
        self._sent: Sent = "no"
        self._refused = False
        self._own_error: Exception | None = None
        self._broken: aiohttp.ClientConnectionError | None = None
        self._stall: asyncio.Timeout | None = None
        self._envelope: Envelope | None = None
        self._data = self._encode(request.body)

    async def run(self, max_bytes: int, choose: Choose | None) -> Response:
        """Send and read. Raises ExchangeError, and what the upload's source or the sink raised."""
        try:
            return await self._run(max_bytes, choose)
        except CAUGHT as error:
            if self._own_error is not None:
                raise self._own_error from None
            raise failed(self._transport.origin, error, self._sent, self._transport.proxy) from error
        except TooLargeError as error:
            raise self._refuse("answer_too_large", limit=max_bytes) from error
        except UndecodableError as error:
            raise self._refuse("answer_unexpected", detail="its compression is damaged") from error

    async def _run(self, max_bytes: int, choose: Choose | None) -> Response:
        # An upload gets a connection of its own: one that the server has just closed would leave its fate in doubt.
        sockets = None if self._envelope is None else UploadSockets()
        fresh = sockets is not None
        session = self._transport.session(sockets)
        limits, proxy = self._transport.timeouts, self._transport.proxy
        timeout = aiohttp.ClientTimeout(
            total=limits.upload if fresh or choose else limits.total,
            sock_connect=limits.connect,
            sock_read=limits.read,
        )
        try:
            async with (
                asyncio.timeout(limits.connect + limits.stall if fresh else None) as self._stall,
                session.request(
                    self._request.method,
                    self._transport.url(self._request),
                    headers=self._headers,
                    data=self._data,
                    proxy=None if proxy is None else proxy.shown,
                    proxy_headers=None if proxy is None else proxy.headers,
                    timeout=timeout,
                    allow_redirects=False,
                    trace_request_ctx=self,
                    middlewares=() if self._may_repeat() else (self._once,),
                ) as answer,
            ):
                return await self._read(answer, max_bytes, choose)
        finally:
            if sockets is not None:
                sockets.end()
                await session.close()

    async def _read(self, answer: aiohttp.ClientResponse, max_bytes: int, choose: Choose | None) -> Response:
        headers: dict[str, str] = {}
        for name, value in answer.headers.items():
            key = name.lower()
            headers[key] = f"{headers[key]}, {value}" if key in headers else value
        self._refused = answer.status >= 300  # noqa: PLR2004 - all classes but success, which waits for the whole
        elsewhere = redirected(str(answer.url), answer.status, headers, self._sent)
        if elsewhere is not None:
            raise elsewhere
        head = Response(answer.status, headers)
        sink = choose(head) if choose else None
        body = BoundedBody(
            max_bytes if sink or not choose else MAX_ANSWER, headers.get("content-encoding", "")
        )
        kept: list[bytes] = []
        try:
            async for chunk in answer.content.iter_any():
                for plain in body.feed(chunk):
                    if sink is None:
                        kept.append(plain)
                    elif plain:
                        await self._keep(sink, plain)
        except aiohttp.ClientPayloadError:
            if not self._refused or self._sent != "partly":
                raise  # else the reset that cut the refusal's words short has left its status
        else:
            body.finish()
        return Response(answer.status, headers, b"".join(kept), self._sent == "maybe")

    async def _keep(self, sink: Sink, chunk: bytes) -> None:
        try:
            await sink(chunk)
        except Exception as error:
            self._own_error = error  # a full disk is not a lost connection
            raise

    def _may_repeat(self) -> bool:
        """Whether aiohttp may ask again by itself when a connection breaks: only what changes and counts nothing."""
        return self._transport.lasting and self._request.method == "GET"

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
        if self._envelope is None:
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
                self._envelope = Envelope(body)
                self._headers["Content-Type"] = self._envelope.content_type
                self._headers["Content-Length"] = str(self._envelope.length)
                return self._uploading(self._envelope)
        return None

    async def _uploading(self, envelope: Envelope) -> AsyncIterator[bytes]:
        """The upload's bytes; each chunk asked for proves that the one before moved."""
        limits = self._transport.timeouts
        loop = asyncio.get_running_loop()
        left = envelope.length
        try:
            async for chunk in envelope.stream():
                if self._refused:
                    return  # whoever refuses a file while it comes reads no more of it
                left -= len(chunk)
                if self._stall is not None:
                    self._stall.reschedule(loop.time() + limits.stall)
                if not left:
                    self._complete()  # before the last bytes leave: from then on the server may act
                yield chunk
        except Exception as error:
            self._own_error = error
            raise
        if self._stall is not None:
            self._stall.reschedule(None)  # from here the time limits of reading hold

    def _complete(self) -> None:
        self._sent = "maybe"
        if self._on_sent is not None:
            self._on_sent()

    def _refuse(self, name: str, **data: str | int) -> ExchangeError:
        return ExchangeError(name, self._sent, server=self._transport.origin, **data)
