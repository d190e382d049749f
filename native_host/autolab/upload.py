"""An upload on its way: its bytes, how long none of them may move, and a connection that reads an early answer first.

A server, or a proxy before it, may refuse a large file while it is still being sent and close the connection at once.
Its system then answers the bytes that nobody reads with a reset, and asyncio gives a connection up at the first send
that fails, whatever still waits to be read: on a fast link the refusal is lost nearly every time. Asking first, with
`Expect: 100-continue` (RFC 9110 section 10.1.1), would not do: aiohttp waits without end where no server heeds it.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import TYPE_CHECKING, Any

from .multipart import Envelope

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from aiohappyeyeballs import AddrInfoType

    from .http_messages import UploadBody
    from .timeouts import Timeouts


class UploadStream:
    """The body of one request. `on_complete()` is called before its last bytes leave. Raises filename_refused."""

    def __init__(self, body: UploadBody, timeouts: Timeouts, on_complete: Callable[[], None]) -> None:
        self._envelope = Envelope(body)
        self._timeouts, self._on_complete = timeouts, on_complete
        self._limit: asyncio.Timeout | None = None
        self.sockets = UploadSockets()
        self.refused = False
        """Whoever refuses a file while it comes reads no more of it: once this is set, sending stops."""
        self.own_error: Exception | None = None
        """What the file's source raised, which ends the request as a broken connection would."""
        self.headers = {
            "Content-Type": self._envelope.content_type,
            "Content-Length": str(self._envelope.length),
        }

    def limited(self) -> asyncio.Timeout:
        """Raises TimeoutError when nothing moves any more, or no answer comes to the whole."""
        self._limit = asyncio.timeout(self._timeouts.connect + self._timeouts.stall)
        return self._limit

    async def parts(self) -> AsyncIterator[bytes]:
        """The bytes; each chunk asked for proves that the one before moved."""
        left = self._envelope.length
        try:
            async for chunk in self._envelope.stream():
                if self.refused:
                    return
                left -= len(chunk)
                self._allow(self._timeouts.stall)
                if not left:
                    self._on_complete()  # before the last bytes leave: from then on the server may act
                yield chunk
        except Exception as error:
            self.own_error = error
            raise
        self._allow(self._timeouts.answer)

    def _allow(self, seconds: float) -> None:
        if self._limit is not None:
            self._limit.reschedule(asyncio.get_running_loop().time() + seconds)


class UploadSockets:
    """Makes the sockets of one upload (an aiohttp socket factory), and ends them."""

    def __init__(self) -> None:
        self._made: list[_AnswerFirst] = []

    def __call__(self, address: AddrInfoType) -> socket.socket:
        """A socket for an address as getaddrinfo gives it."""
        family, kind, protocol, _, _ = address
        self._made.append(_AnswerFirst(family, kind, protocol))
        return self._made[-1]

    def end(self) -> None:
        """The exchange is over: what is not sent by now stays unsent, and a server that reads nothing holds nothing."""
        for made in self._made:
            made.end()


class _AnswerFirst(socket.socket):
    """Takes bytes only while nothing waits to be read; until then asyncio sees what it sees when buffers are full."""

    _ended = _failed = False

    def end(self) -> None:
        self._ended = True
        with contextlib.suppress(OSError):  # it was never connected, or is closed already
            self.shutdown(socket.SHUT_RDWR)

    def send(self, *arguments: Any) -> int:
        return self._after_reading(super().send, *arguments)

    def sendmsg(self, *arguments: Any) -> int:
        return self._after_reading(super().sendmsg, *arguments)

    def _after_reading(self, send: Callable[..., int], *arguments: Any) -> int:
        if not self._ended and self._has_news():
            raise BlockingIOError
        try:
            return send(*arguments)
        except (BrokenPipeError, ConnectionResetError) as error:
            # The answer may have come with the reset, after the look above; and asyncio's TLS calls
            # connection_lost() twice for a send that fails as the buffer runs empty. The next send fails for good.
            first, self._failed = not self._failed, True
            raise (BlockingIOError() if first and not self._ended else error) from None

    def _has_news(self) -> bool:
        try:
            return bool(self.recv(1, socket.MSG_PEEK))
        except OSError:
            return False  # nothing there, or only a failure, which sending meets as well
