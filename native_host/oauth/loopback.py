"""A one-shot listener for the redirect of a command-line sign-in (RFC 8252 section 7.3)."""

from __future__ import annotations

import asyncio
from html import escape
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..wire.errors import CompanionError
from .loopback_request import MAX_HEAD, check_request, head_complete

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Offer = Callable[[str], Awaitable[str | None]]

PATIENCE = 5.0
"""Seconds in which a connection must have sent its whole head."""
CONNECTIONS = 16
"""Connections that may be open without having said what they want; one more, and the oldest is dropped.

So a page that opens many and says nothing cannot keep the redirect out.
"""


class Listener:
    """Listens on one literal loopback address until one request has been accepted."""

    def __init__(self, server: asyncio.Server, redirect_uri: str) -> None:
        self._server = server
        self.redirect_uri = redirect_uri
        self._netloc, self._path = urlsplit(redirect_uri)[1:3]
        self._offer: asyncio.Future[Offer] = asyncio.get_running_loop().create_future()
        self._accepted = asyncio.Event()
        self._silent: list[asyncio.StreamWriter] = []
        self._handling: set[asyncio.Task[None]] = set()

    @classmethod
    async def open(cls, registered: str, port: int = 0) -> Listener:
        """A listener for the registered loopback redirect, on `port` or any free one. Raises port_unavailable.

        Servers accept any port of a loopback literal (RFC 8252 section 7.3; Autolab does).
        """
        parts = urlsplit(registered)
        host = parts.hostname or "127.0.0.1"

        # Not a coroutine: asyncio 3.11 would print a traceback for each connection that its loop's end interrupts.
        def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.get_running_loop().create_task(listener.handle(reader, writer))
            listener._handling.add(task)
            task.add_done_callback(listener._handling.discard)

        try:
            server = await asyncio.start_server(connected, host, port, limit=MAX_HEAD)
        except OSError as error:
            raise CompanionError("port_unavailable", port=port) from error
        bound = server.sockets[0].getsockname()[1]
        literal = f"[{host}]" if ":" in host else host
        listener = cls(server, f"http://{literal}:{bound}{parts.path}")
        return listener

    async def serve(self, offer: Offer, until: Awaitable[None]) -> None:
        """Offers each plausible redirect URL until one is accepted: `offer` then returns words for the user, else None.

        Gives up when `until` is done, and at once if it has served before.
        """
        if self._offer.done():
            return
        self._offer.set_result(offer)
        done = [asyncio.ensure_future(self._accepted.wait()), asyncio.ensure_future(until)]
        try:
            await asyncio.wait(done, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in done:
                each.cancel()
            self.close()

    def close(self) -> None:
        """Stop listening; answers under way are still written.

        Silent connections are dropped: browsers open some in advance and leave them idle.
        """
        self._server.close()
        for writer in self._silent:
            writer.transport.abort()

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection: one request, one answer."""
        try:
            status, words, done = await self._checked(await self._head(reader, writer))
            writer.write(_page(status, words))
            await writer.drain()
            if done:
                self._accepted.set()
        except (OSError, TimeoutError):
            pass  # whoever connected has gone or stays silent: no answer is due
        finally:
            writer.close()

    async def _head(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        if len(self._silent) >= CONNECTIONS:
            self._silent[0].transport.abort()
            del self._silent[0]
        self._silent.append(writer)
        try:
            async with asyncio.timeout(PATIENCE):
                return await _read_head(reader)
        finally:
            if writer in self._silent:
                self._silent.remove(writer)

    async def _checked(self, head: bytes) -> tuple[int, str, bool]:
        status, target = check_request(head, self._netloc, self._path)
        if target is None:
            return status, "This is not the answer the companion waits for.", False
        offer = await self._offer
        words = None if self._accepted.is_set() else await offer(f"http://{self._netloc}{target}")
        if words is None:
            return 400, "This does not belong to a sign-in that the companion started.", False
        return status, words, True


async def _read_head(reader: asyncio.StreamReader) -> bytes:
    head = b""
    while not head_complete(head) and len(head) < MAX_HEAD:
        more = await reader.read(MAX_HEAD - len(head))
        if not more:
            break
        head += more
    return head


def _page(status: int, words: str) -> bytes:
    body = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Autolab Companion</title>'
        f"<h1>Autolab Companion</h1><p>{escape(words)}</p></html>"
    ).encode()
    head = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n"
        "Content-Type: text/html; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\n"
        # The address in the tab holds a used code: let nothing keep or pass it on.
        "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n"
        "Content-Security-Policy: default-src 'none'\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
    )
    return head.encode("ascii") + body
