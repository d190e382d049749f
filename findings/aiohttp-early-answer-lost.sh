#!/bin/sh
# aiohttp 3.14.5 (Python 3.11 and later, Linux): an answer that a server gives while a streamed body is still being
# sent is lost if the server then closes the connection without reading the rest, as haproxy does for
# `http-request deny`. The answer has arrived and stands in the socket's receive buffer, a plain socket reads it; but
# the next send fails with a reset, and asyncio's transport gives the connection up at a failed send without reading
# first. A body generator that never waits leaves the loop no turn to read before that.
# Seen: "plain socket: 413 10 of 10", "aiohttp: ClientOSError 10 of 10".
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q aiohttp==3.14.5
"$folder/venv/bin/python" - <<'PYTHON'
import asyncio
import collections
import select
import socket
import threading

import aiohttp

ANSWER = b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
CHUNK, CHUNKS, TIMES = b"x" * 262144, 64, 10


def server(closed):
    listening = socket.create_server(("127.0.0.1", 0))

    def serve():
        with listening, listening.accept()[0] as connection:
            head = b""
            while b"\r\n\r\n" not in head:
                head += connection.recv(1024)
            select.select([connection], [], [], 10)  # there is more to read, and nobody will
            connection.sendall(ANSWER)
        closed.set()

    threading.Thread(target=serve, daemon=True).start()
    return listening.getsockname()[1]


def plain():
    closed = threading.Event()
    with socket.create_connection(("127.0.0.1", server(closed))) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 16777216\r\n\r\n" + CHUNK)
        closed.wait(10)
        return connection.recv(1024).split()[1].decode()


async def by_aiohttp():
    closed = threading.Event()

    async def body():
        yield CHUNK
        closed.wait(10)  # all of it happens between two sends, as on a fast link
        for _ in range(CHUNKS - 1):
            yield CHUNK

    port = server(closed)
    async with aiohttp.ClientSession() as session:
        try:
            headers = {"Content-Length": str(len(CHUNK) * CHUNKS)}
            async with session.post(f"http://127.0.0.1:{port}/", data=body(), headers=headers) as answer:
                return str(answer.status)
        except aiohttp.ClientError as error:
            return type(error).__name__


sockets = collections.Counter(plain() for _ in range(TIMES))
clients = collections.Counter(asyncio.run(by_aiohttp()) for _ in range(TIMES))
for who, seen in (("plain socket", sockets), ("aiohttp", clients)):
    print(f"{who}:", ", ".join(f"{what} {times} of {TIMES}" for what, times in seen.items()))
assert sockets == {"413": TIMES}
assert clients["413"] < TIMES, "aiohttp reads an early answer now"
PYTHON
