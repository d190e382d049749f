"""A server that says exactly the bytes a test gives it, plain or over TLS, and keeps what it was told."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

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
    talks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.connections += 1
        task = asyncio.current_task()
        if task is not None:
            talks.add(task)
        try:
            await talk(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls, limit=2**20)
    port = server.sockets[0].getsockname()[1]
    heard.origin = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
    try:
        yield heard
    finally:
        server.close()
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
