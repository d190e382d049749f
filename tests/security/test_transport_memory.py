"""A large file passes through in pieces: memory stays flat, sending and saving."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.security.raw_server import Heard, json_answer, raw_server

if TYPE_CHECKING:
    from tests.security.raw_server import Talk

SIZE = 100 * 2**20
ALLOWED = 32 * 2**20

CLIENT = """
import asyncio, resource, sys
from native_host.autolab.http_messages import HttpRequest, UploadBody
from native_host.autolab.transport import Transport

origin, what, size = sys.argv[1], sys.argv[2], int(sys.argv[3])

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)

async def parts():
    for _ in range(size // 2**18):
        yield bytes(2**18)

async def swallow(chunk):
    pass

async def main():
    async with Transport(origin) as transport:
        await transport.send(HttpRequest("GET", "/warm"))
        before = peak()
        if what == "upload":
            await transport.send(HttpRequest("POST", "/submit", body=UploadBody("a.tar", size, parts)))
        else:
            await transport.stream(HttpRequest("GET", "/handout"), lambda head: swallow, max_bytes=2 * size)
        print(peak() - before)

asyncio.run(main())
"""


def serving(_heard: Heard) -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            if head.startswith("GET /handout"):
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % SIZE)
                for _ in range(SIZE // 2**20):
                    writer.write(bytes(2**20))
                    await writer.drain()
                continue
            left = int(head.split("Content-Length: ")[1].split("\r\n")[0]) if "Content-Length" in head else 0
            while left:
                left -= len(await reader.read(min(left, 2**20)))
            writer.write(json_answer(b"{}"))

    return talk


@pytest.mark.parametrize("what", ["upload", "download"])
def test_a_hundred_megabytes_cost_little_memory(what: str) -> None:
    async def main() -> int:
        async with raw_server(serving) as heard:
            child = await asyncio.create_subprocess_exec(
                sys.executable, "-c", CLIENT, heard.origin, what, str(SIZE), stdout=subprocess.PIPE
            )
            out, _ = await child.communicate()
            return int(out)

    assert asyncio.run(main()) <= ALLOWED
