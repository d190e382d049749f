"""A server that says exactly the bytes a test gives it, plain or over TLS, and keeps what it was told."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.listening import accept_no_more

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Awaitable, Callable

    Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@dataclass
class Heard:
    """What reached the server."""

    origin: str = ""
    heads: list[str] = field(default_factory=list)
    connections: int = 0

    @property
    def port(self) -> int:
        return int(self.origin.rpartition(":")[2])


def answering(*answers: bytes) -> Callable[[Heard], Talk]:
    """Each request gets the next answer; after the last one the connection is closed."""
    left = list(answers)

    def bound(heard: Heard) -> Talk:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while left:
                heard.heads.append((await reader.readuntil(b"\r\n\r\n")).decode("latin-1"))
                writer.write(left.pop(0))
                await writer.drain()

        return talk

    return bound


def json_answer(body: bytes, *headers: bytes) -> bytes:
    """A whole answer with its length."""
    lines = b"".join(header + b"\r\n" for header in headers)
    return OK + lines + b"Content-Length: %d\r\n\r\n" % len(body) + body


@asynccontextmanager
async def raw_server(
    script: Callable[[Heard], Talk], tls: ssl.SSLContext | None = None
) -> AsyncIterator[Heard]:
    """Listen on a free port of 127.0.0.1."""
    heard = Heard()
    talk = script(heard)
    talks: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    # Not a coroutine: asyncio would start it later, and a connection at the very end would be closed by nobody.
    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.connections += 1
        talks[asyncio.ensure_future(serve(reader, writer))] = writer

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls, limit=2**20)
    (listener,) = server.sockets
    port = listener.getsockname()[1]
    heard.origin = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
    try:
        yield heard
    finally:
        await accept_no_more(listener)
        server.close()
        for task, writer in talks.items():
            task.cancel()
            writer.close()
        await asyncio.gather(*talks, return_exceptions=True)
