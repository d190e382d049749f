"""Native-messaging frames, sans I/O: a native-endian uint32 length, then that many bytes of UTF-8 JSON.

Invariant (tests/unit/wire): whatever bytes arrive, whole or one at a time, each event is a frame or one
catalogued error; never anything else, and nothing is allocated for a length before it was checked.
"""

from __future__ import annotations

import sys

from .errors import CompanionError

MAX_FRAME = 1_048_576
"""Bytes of one message in either direction: what both browsers accept from a host (1 MiB, inclusive)."""
MAX_DISCARD = 64 * 1024 * 1024
"""Chromium's own limit towards a host: a longer announcement is no browser's, so the channel is lost."""
HEADER = 4

NEED_DATA = None


class Oversize:
    """A frame too large to accept; its bytes are being thrown away and the channel stays in step."""

    __slots__ = ("length",)

    def __init__(self, length: int) -> None:
        self.length = length


class FrameReader:
    """Turns received bytes into frames: `receive_data`, then `next_event` until it returns NEED_DATA."""

    __slots__ = ("_chunks", "_discard", "_held", "_wanted")

    def __init__(self) -> None:
        self._keep(b"")
        self._discard = 0

    def receive_data(self, data: bytes) -> None:
        """Take bytes as they come; bytes of an oversize frame are dropped at once."""
        if self._discard:
            dropped = min(self._discard, len(data))
            self._discard -= dropped
            data = data[dropped:]
        self._chunks.append(data)
        self._held += len(data)

    def next_event(self) -> bytes | Oversize | None:
        """The next payload, or Oversize, or NEED_DATA. Raises frame_implausible: the channel cannot go on."""
        if self._held < self._wanted:
            return NEED_DATA  # an upload's part comes in many chunks: they are joined once, when it is whole
        data = b"".join(self._chunks)
        length = int.from_bytes(data[:HEADER], sys.byteorder)
        if length > MAX_DISCARD:
            raise CompanionError("frame_implausible", length=length)
        end = HEADER + length
        if length > MAX_FRAME:
            self._keep(data[end:])
            self._discard = max(0, end - len(data))
            return Oversize(length)
        if len(data) < end:
            self._chunks, self._wanted = [data], end
            return NEED_DATA
        self._keep(data[end:])
        return data[HEADER:end]

    def end_of_input(self) -> None:
        """Say that no more bytes come. Raises frame_truncated when a message was cut."""
        if self._held or self._discard:
            raise CompanionError("frame_truncated")

    def _keep(self, rest: bytes) -> None:
        """Go on with the next frame, which begins with `rest`."""
        self._chunks, self._held, self._wanted = [rest], len(rest), HEADER


def encode_frame(payload: bytes) -> bytes:
    """Length and payload in one piece. Raises frame_too_large beyond MAX_FRAME, which would kill the port."""
    if len(payload) > MAX_FRAME:
        raise CompanionError("frame_too_large", length=len(payload), limit=MAX_FRAME)
    return len(payload).to_bytes(HEADER, sys.byteorder) + payload
