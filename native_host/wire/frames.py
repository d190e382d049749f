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

    __slots__ = ("_chunks", "_discard", "_held", "_length")

    def __init__(self) -> None:
        self._keep(b"")
        self._length: int | None = None
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
        if self._length is None:
            if self._held < HEADER:
                return NEED_DATA
            self._length = int.from_bytes(self._take(HEADER), sys.byteorder)
        length = self._length
        if length > MAX_DISCARD:
            raise CompanionError("frame_implausible", length=length)
        if length > MAX_FRAME:
            self._length, self._discard = None, max(0, length - self._held)
            self._take(length)
            return Oversize(length)
        if self._held < length:
            return NEED_DATA  # an upload's part comes in many chunks: they are joined once, when it is whole
        self._length = None
        return self._take(length)

    def end_of_input(self) -> None:
        """Say that no more bytes come. Raises frame_truncated when a message was cut."""
        if self._held or self._discard or self._length is not None:
            raise CompanionError("frame_truncated")

    def _take(self, length: int) -> bytes:
        """The first `length` bytes of those held, or all there are."""
        data = b"".join(self._chunks)
        self._keep(data[length:])
        return data[:length]

    def _keep(self, data: bytes) -> None:
        self._chunks, self._held = [data], len(data)


def encode_frame(payload: bytes) -> bytes:
    """Length and payload in one piece. Raises frame_too_large beyond MAX_FRAME, which would kill the port."""
    if len(payload) > MAX_FRAME:
        raise CompanionError("frame_too_large", length=len(payload), limit=MAX_FRAME)
    return len(payload).to_bytes(HEADER, sys.byteorder) + payload
