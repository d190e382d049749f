"""Where an upload's bytes wait: an unlinked temporary file that no other process can open and that ends with ours."""

from __future__ import annotations

import hashlib
import os
import tempfile
from typing import TYPE_CHECKING

from ..vault.safe_files import make_folder, unwritable
from ..wire.errors import CompanionError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

CHUNK = 262_144
"""Bytes read at a time while sending: few system calls, flat memory, and progress that moves."""


class Spool:
    """The bytes of one upload, written in order, hashed on the way in, read once for each journal entry."""

    def __init__(self, home: str) -> None:
        """Raises storage_failed."""
        folder = os.path.join(home, "spool")  # noqa: PTH118 - strings all along the dispatcher's path
        try:
            make_folder(folder)
            # O_TMPFILE or unlinked at once, mode 0600; delete-on-close on Windows.
            self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 - closed by close()
        except OSError as error:
            raise unwritable(error) from error
        self._digest = hashlib.sha256()
        self._taken = False
        self.size = 0

    def write(self, data: bytes) -> None:
        """Append. Raises storage_failed; the upload is then over."""
        try:
            left = memoryview(data)
            while left:
                left = left[self._file.write(left) :]
        except OSError as error:
            raise unwritable(error) from error
        self._digest.update(data)
        self.size += len(data)

    def sha256(self) -> str:
        """Hexadecimal digest of everything written."""
        return self._digest.hexdigest()

    async def parts(self) -> AsyncIterator[bytes]:
        """The bytes, once until `rewind`: no layer below can quietly send them twice."""
        if self._taken:
            raise RuntimeError("an upload's bytes are sent only once")
        self._taken = True
        self._file.seek(0)
        left = self.size
        while left:
            chunk = self._file.read(min(CHUNK, left))
            if not chunk:
                raise CompanionError("storage_failed", detail="the spooled file ended early")
            left -= len(chunk)
            yield chunk

    def content(self) -> bytes:
        """All of it at once, for a file that is known to be small."""
        self._file.seek(0)
        return self._file.read()

    def rewind(self) -> None:
        """Allow one more reading, for a new entry: the server has answered and does not list the file."""
        self._taken = False

    def close(self) -> None:
        """Give the disk space back. May be called again."""
        self._file.close()
