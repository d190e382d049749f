"""The uploads being received: few, bounded, in order, and dropped when they go idle."""

from __future__ import annotations

import secrets
import threading
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..limits import LARGEST_FILE, PART
from ..wire.errors import CompanionError
from .spool import Spool

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..wire.identifiers import Email, Origin


MOST = 4
"""Uploads at once: a student has one, two tabs have two; each may hold a quarter of a gigabyte."""
IDLE = 300.0
"""Seconds after which an upload is abandoned: parts come quickly, but a question to the student may come between."""


@dataclass(slots=True)
class Upload:
    """One file on its way in: work for an assessment, or where that is empty a table of the course's staff."""

    id: str
    server: Origin
    account: Email
    course: str
    assessment: str
    filename: str
    size: int
    spool: Spool
    touched: float
    next_index: int = 0

    @property
    def complete(self) -> bool:
        """Every announced byte is there."""
        return self.spool.size == self.size


class Uploads:
    """The uploads of one host process. Safe to use from the dispatcher's thread and the engine's.

    `clock` counts seconds from an arbitrary start, unaffected by changes of the wall clock or a closed lid.
    """

    def __init__(self, home: str, clock: Callable[[], float]) -> None:
        self._home, self._clock = home, clock
        self._lock = threading.Lock()
        self._open: dict[str, Upload] = {}

    def begin(self, target: tuple[Origin, Email, str, str], filename: str, size: int) -> Upload:
        """Make room for a file; `target` is its (server, account, course, assessment).

        Raises upload_too_large, too_many_uploads, storage_failed.
        """
        if size > LARGEST_FILE:
            raise CompanionError("upload_too_large", limit=LARGEST_FILE)
        with self._lock:
            self._sweep()
            if len(self._open) >= MOST:
                raise CompanionError("too_many_uploads", limit=MOST)
            upload = Upload(
                secrets.token_hex(16),
                *target,
                filename,
                size,
                Spool(self._home),
                self._clock(),
            )
            self._open[upload.id] = upload
            return upload

    def part(self, upload_id: str, index: int, data: bytes, crc32: int) -> int:
        """Take the next part; gives the bytes received so far.

        Raises upload_unknown, part_unexpected, checksum_mismatch, storage_failed. A part that does not fit
        ends the upload: what follows could only be a different file.
        """
        with self._lock:
            self._sweep()
            upload = self._open.get(upload_id)
            if upload is None:
                raise CompanionError("upload_unknown")
            try:
                _fits(upload, index, data)
                if zlib.crc32(data) != crc32:
                    raise CompanionError("checksum_mismatch")
                upload.spool.write(data)
            except CompanionError:
                self._drop(upload_id)
                raise
            upload.next_index += 1
            upload.touched = self._clock()
            return upload.spool.size

    def take(self, upload_id: str, sha256: str, *, table: bool = False) -> Upload:
        """The whole file, now the caller's to close. Raises upload_unknown, part_unexpected, checksum_mismatch.

        `table`: it is to be a table; one is no work to hand in, and work is no table.
        """
        with self._lock:
            self._sweep()
            upload = self._open.get(upload_id)
            if upload is None or (not upload.assessment) is not table:
                raise CompanionError("upload_unknown")
            del self._open[upload_id]
        if not upload.complete:
            upload.spool.close()
            raise CompanionError(
                "part_unexpected", detail=f"{upload.spool.size} of {upload.size} bytes arrived"
            )
        if upload.spool.sha256() != sha256:
            upload.spool.close()
            raise CompanionError("checksum_mismatch")
        return upload

    def give_back(self, upload: Upload) -> None:
        """Nothing was sent and the student is asked something first: keep the bytes for the next commit."""
        with self._lock:
            upload.touched = self._clock()
            self._open[upload.id] = upload

    def abandon(self, upload_id: str) -> bool:
        """Forget an upload; False if there is none."""
        with self._lock:
            return self._drop(upload_id)

    def sweep(self) -> float | None:
        """Forget what went idle; seconds until the next upload may go idle, None without any."""
        with self._lock:
            self._sweep()
            ages = [self._clock() - upload.touched for upload in self._open.values()]
        return max(0.0, IDLE - max(ages)) if ages else None

    def close(self) -> None:
        """Forget all uploads."""
        with self._lock:
            for upload_id in list(self._open):
                self._drop(upload_id)

    def _sweep(self) -> None:
        now = self._clock()
        for upload_id in [u.id for u in self._open.values() if now - u.touched > IDLE]:
            self._drop(upload_id)

    def _drop(self, upload_id: str) -> bool:
        upload = self._open.pop(upload_id, None)
        if upload:
            upload.spool.close()
        return upload is not None


def _fits(upload: Upload, index: int, data: bytes) -> None:
    if index != upload.next_index:
        raise CompanionError(
            "part_unexpected", detail=f"part {index} came instead of part {upload.next_index}"
        )
    if len(data) > PART:
        raise CompanionError("part_unexpected", detail=f"a part has more than {PART} bytes")
    if not data:
        raise CompanionError("part_unexpected", detail="a part is empty")
    if upload.spool.size + len(data) > upload.size:
        raise CompanionError("part_unexpected", detail=f"more than the announced {upload.size} bytes")
