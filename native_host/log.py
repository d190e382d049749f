"""The host's log: which requests came, and which errors they met. Off unless `autolab-companion logs on` was run.

Nothing anybody wrote can get into it, for a line takes only numbers and names that this program itself defines:
`Name` is an operation of the index or a row of the catalogue, anything else is written as "?".
"""

from __future__ import annotations

import os
import time

from . import __version__
from .rpc.index import INDEX

TYPE_CHECKING = False  # keeps typing off the path to remembered badges
if TYPE_CHECKING:
    from .wire.errors import CompanionError
    from .wire.jsonrpc import RequestId

FOLDER, FILE = "log", "host.log"
"""Below the data folder; the log is on while the file is there."""
LIMIT = 256 * 1024
"""Bytes; a larger file becomes host.log.1, in place of the one before."""


class Log:
    """The log in a data folder. Threads and several hosts may write; what cannot be written is dropped."""

    def __init__(self, home: str) -> None:
        self._file = os.path.join(home, FOLDER, FILE)  # noqa: PTH118 - pathlib would be imported for this alone
        self.on = os.path.isfile(self._file)  # noqa: PTH113 - as above
        self._write(f"started {__version__}")

    def requested(self, request_id: RequestId, method: str) -> None:
        """A request came."""
        self._write(f"request {_number(request_id)} {method if method in INDEX else '?'}")

    def ended(self, request_id: RequestId, error: CompanionError | None) -> None:
        """It was replied to."""
        self._write(
            f"reply {_number(request_id)}" if error is None else f"error {_number(request_id)} {error.name}"
        )

    def _write(self, words: str) -> None:
        if not self.on:
            return
        now = time.time()
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now))
        line = f"{moment}.{int(now * 1000) % 1000:03d}+00:00 {os.getpid()} {words}\n"
        try:
            self._append(line.encode())
        except OSError:  # a full disk, or switched off meanwhile: the host goes on without
            self.on = False

    def _append(self, line: bytes) -> None:
        descriptor = os.open(self._file, os.O_WRONLY | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0))
        try:
            os.write(descriptor, line)
            full = os.fstat(descriptor).st_size > LIMIT
        finally:
            os.close(descriptor)
        if full:
            os.replace(self._file, f"{self._file}.1")  # noqa: PTH105 - as above
            os.close(os.open(self._file, os.O_CREAT | os.O_WRONLY, 0o600))


def _number(request_id: RequestId) -> str:
    return str(request_id) if isinstance(request_id, int) else "?"
