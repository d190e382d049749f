"""A small HTTP proxy: tunnels every CONNECT to one server, whatever host was asked for, and keeps what it saw."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from .raw_server import Heard, raw_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from .raw_server import Talk

ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"


@asynccontextmanager
async def connect_proxy(target: int) -> AsyncIterator[tuple[Heard, bytearray]]:
    """The proxy, and every byte that clients sent through its tunnels to port `target` of 127.0.0.1."""
    seen = bytearray()
    async with raw_server(_tunnelling(target, seen)) as heard:
        yield heard, seen


def _tunnelling(target: int, seen: bytearray) -> Callable[[Heard], Talk]:
    def bound(heard: Heard) -> Talk:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            heard.heads.append((await reader.readuntil(b"\r\n\r\n")).decode("latin-1"))
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", target)
            writer.write(ESTABLISHED)
            try:
                await asyncio.gather(_pump(reader, far_writer, seen), _pump(far_reader, writer, bytearray()))
            finally:
                far_writer.close()

        return talk

    return bound


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seen: bytearray) -> None:
    while data := await reader.read(65536):
        seen += data
        writer.write(data)
        await writer.drain()
    writer.close()
