"""One file from the disk to Autolab by the host's own submit operations: the same questions, receipts and doubts."""

from __future__ import annotations

import base64
import hashlib
import os
import zlib
from typing import TYPE_CHECKING, Any

from native_host.wire.errors import CompanionError

from .one_line import OneLine

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import BinaryIO

    from .in_process import InProcess
    from .target import Target

    Ask = Callable[[CompanionError], bool]

ANSWERS = {
    "file_empty": "empty",
    "already_submitted": "again",
    "probably_submitted": "again",
    "submission_under_way": "again",
    "file_not_stored": "again",
    "outcome_unknown": "again",
    "not_listed_yet": "again",
    "receipts_missing": "again",
    "version_from_elsewhere": "elsewhere",
}
"""A question before anything is sent: what confirms it."""
PHASES = {
    "queued": "Waiting for the server",
    "waiting": "Waiting for Autolab's answer",
    "settling": "Looking whether it arrived",
}


def open_file(path: Path) -> BinaryIO:
    """The file to hand in. Raises file_unreadable; also for a folder or a device, which has no end to wait for."""
    try:
        if not path.is_file():
            raise CompanionError(
                "file_unreadable",
                path=str(path),
                detail="it is no file" if path.exists() else "it is not there",
            )
        return path.open("rb")
    except OSError as error:
        raise CompanionError("file_unreadable", path=str(path), detail=error.strerror) from error


def send(host: InProcess, where: Target, path: Path, file: BinaryIO, *, ask: Ask) -> dict[str, Any]:
    """Hand the open file in, once; gives the receipt.

    `ask(question)`: whether to go on, for each question the host has first. Raises CompanionError, the question
    itself where the answer is no.
    """
    size = os.fstat(file.fileno()).st_size
    begun = host.call("submit.begin", **where.params, filename=path.name, size=size)
    sha256 = upload(host, begun, file, size, path)
    confirm: list[str] = []
    earlier = {None, *(entry.id for entry in host.services.journal.survey().entries)}
    try:
        while True:
            try:
                done = host.call(
                    "submit.commit", upload=begun["upload"], sha256=sha256, affirmed=True, confirm=confirm
                )
            except CompanionError as question:
                is_end = question.data.get("receipt") not in earlier  # of this very file: it has been sent
                answer = None if is_end else ANSWERS.get(question.name)
                if answer is None or answer in confirm or not ask(question):
                    raise
                confirm.append(answer)
            else:
                receipt: dict[str, Any] = done["receipt"]
                return receipt
    finally:
        host.call("submit.abandon", upload=begun["upload"])


def upload(host: InProcess, begun: Mapping[str, Any], file: BinaryIO, size: int, path: Path) -> str:
    """Give the bytes over as they are now; their SHA-256. Raises file_unreadable if the file changes meanwhile."""
    whole, left, index = hashlib.sha256(), size, 0
    while left:
        part = file.read(min(left, begun["part_size"]))
        if not part:
            raise CompanionError("file_unreadable", path=str(path), detail="it became shorter meanwhile")
        whole.update(part)
        left -= len(part)
        host.call(
            "submit.part",
            upload=begun["upload"],
            index=index,
            data=base64.b64encode(part).decode(),
            crc32=zlib.crc32(part),
        )
        index += 1
    return whole.hexdigest()


class Meter(OneLine):
    """How far a submission has come."""

    def notify(self, method: str, params: Mapping[str, Any]) -> None:
        """Hear the host's notifications."""
        if method == "submit.progress":
            phase, size = params["phase"], params["size"]
            self.show(PHASES.get(phase) or f"Sending: {100 * params['sent'] // size if size else 100} %")
