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

    __slots__ = ("_buffer", "_discard")

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._discard = 0

    def receive_data(self, data: bytes) -> None:
        """Take bytes as they come; bytes of an oversize frame are dropped at once."""
        if self._discard:
            dropped = min(self._discard, len(data))
            self._discard -= dropped
            data = data[dropped:]
        self._buffer += data

    def next_event(self) -> bytes | Oversize | None:
        """The next payload, or Oversize, or NEED_DATA. Raises frame_implausible: the channel cannot go on."""
        if len(self._buffer) < HEADER:
            return NEED_DATA
        length = int.from_bytes(self._buffer[:HEADER], sys.byteorder)
        if length > MAX_DISCARD:
            raise CompanionError("frame_implausible", length=length)
        if length > MAX_FRAME:
            present = min(length, len(self._buffer) - HEADER)
            del self._buffer[: HEADER + present]
            self._discard = length - present
            return Oversize(length)
        if len(self._buffer) < HEADER + length:
            return NEED_DATA
        payload = bytes(self._buffer[HEADER : HEADER + length])
        del self._buffer[: HEADER + length]
        return payload

    def end_of_input(self) -> None:
        """Say that no more bytes come. Raises frame_truncated when a message was cut."""
        if self._buffer or self._discard:
            raise CompanionError("frame_truncated")


def encode_frame(payload: bytes) -> bytes:
    """Length and payload in one piece. Raises frame_too_large beyond MAX_FRAME, which would kill the port."""
    if len(payload) > MAX_FRAME:
        raise CompanionError("frame_too_large", length=len(payload), limit=MAX_FRAME)
    return len(payload).to_bytes(HEADER, sys.byteorder) + payload
