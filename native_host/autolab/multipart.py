"""multipart/form-data (RFC 7578) with one file: head, content, tail, and a length known beforehand."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from ..wire.errors import CompanionError
from .path_segments import has_controls

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from .http_messages import UploadBody

MAX_FILENAME = 255
"""The longest name that today's file systems can hold, in characters."""


class Envelope:
    """The bytes around one file. Raises filename_refused."""

    def __init__(self, upload: UploadBody) -> None:
        # 128 random bits: no content can be prepared to contain it, so nothing is scanned.
        boundary = secrets.token_hex(16)
        self._upload = upload
        self._head = (
            f"--{boundary}\r\n"
            f'Content-Disposition: form-data; name="{upload.field_name}"; filename="{_quoted(upload.filename)}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        self.content_type = f"multipart/form-data; boundary={boundary}"
        self.length = len(self._head) + upload.size + len(self._tail)

    async def stream(self) -> AsyncIterator[bytes]:
        """The whole body. Raises checksum_mismatch before the tail if the content is not `size` bytes long."""
        upload, done = self._upload, 0
        yield self._head
        async for chunk in upload.open_parts():
            done += len(chunk)
            if done > upload.size:
                break
            yield chunk
            if upload.progress is not None:
                upload.progress(done)
        if done != upload.size:
            raise CompanionError("checksum_mismatch")
        yield self._tail


def check_filename(name: str) -> None:
    """Raises filename_refused unless the name can stand in a multipart head without changing its meaning."""
    for refused, detail in (
        (not name, "it is empty"),  # a part without a file name is no file to the server
        (len(name) > MAX_FILENAME, "it is too long"),
        (has_controls(name), "it holds control characters"),
        (any("\ud800" <= mark <= "\udfff" for mark in name), "it is not valid Unicode"),
    ):
        if refused:
            raise CompanionError("filename_refused", detail=detail)


def _quoted(name: str) -> str:
    """The name as browsers write it: UTF-8 with the quote percent-encoded; a backslash too, or it could escape."""
    check_filename(name)
    return name.replace('"', "%22").replace("\\", "%5C")
