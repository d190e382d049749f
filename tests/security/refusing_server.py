"""A server that refuses an upload as haproxy does: it answers after the head and closes, with bytes left unread.

It runs in a thread of its own, as it would on another machine: on the client's loop it could only answer when the
client lets it. Linux then sends a reset, and the test knows when that has happened.
"""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

LIMIT = 10.0
"""Seconds after which either side gives up, so that a failing test ends."""


@dataclass
class Refusing:
    """The server. `heard` is set when it has the head and more is here, `closed` once it has hung up."""

    origin: str
    heard: threading.Event = field(default_factory=threading.Event)
    closed: threading.Event = field(default_factory=threading.Event)


@contextlib.contextmanager
def refusing(
    answer: bytes, tls: ssl.SSLContext | None = None, *, lingers: bool = False
) -> Iterator[Refusing]:
    """Serve one connection. One that `lingers` reads to the end what it has refused, as nginx does for a while."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(LIMIT)
        port = listening.getsockname()[1]
        server = Refusing(f"{'https' if tls else 'http'}://127.0.0.1:{port}")

        def serve() -> None:
            with listening.accept()[0] as bare:
                bare.settimeout(LIMIT)
                # Else the answer may wait for the client's word on a TLS ticket, and the reset then destroys it.
                bare.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                with tls.wrap_socket(bare, server_side=True) if tls else bare as connection:
                    _refuse(connection, answer, server.heard)
                    if lingers:
                        server.closed.set()
                        _drain(connection)
            server.closed.set()

        thread = _started(serve)
        try:
            yield server
        finally:
            thread.join(LIMIT)


def _refuse(connection: socket.socket, answer: bytes, heard: threading.Event) -> None:
    head = b""
    while b"\r\n\r\n" not in head:
        head += connection.recv(4096)
    assert select.select([connection], [], [], LIMIT)[0]  # more of the body is here, and nobody will read it
    heard.set()
    connection.sendall(answer)


def _drain(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while connection.recv(2**16):
            pass


def _started(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread
