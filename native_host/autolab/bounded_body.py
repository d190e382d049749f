"""A response body that cannot grow beyond its limit, neither on the wire nor when decompressed. Sans-I/O."""

from __future__ import annotations

import zlib

ACCEPTED = "gzip"
"""The only content coding we ask for: its decoder is in the standard library and stops where we say."""
_GZIP_WINDOW = 31
"""zlib's code for a 32 KiB window with a gzip head and trailer."""


class TooLargeError(Exception):
    """The body exceeds its limit."""


class UndecodableError(Exception):
    """The body is not in the coding its head announced."""


class BoundedBody:
    """Feed it what arrives; it gives what the server meant. `coding` is the Content-Encoding header."""

    def __init__(self, limit: int, coding: str = "") -> None:
        coding = coding.strip().lower()
        if coding not in {"", "identity", "gzip", "x-gzip"}:
            raise UndecodableError
        self._limit, self._wire, self._size = limit, 0, 0
        self._inflate = zlib.decompressobj(_GZIP_WINDOW) if coding.endswith("gzip") else None

    def feed(self, chunk: bytes) -> bytes:
        """The decoded bytes of this chunk. Raises TooLargeError, UndecodableError."""
        self._wire += len(chunk)
        if self._wire > self._limit:
            raise TooLargeError
        plain = chunk if self._inflate is None else self._inflated(self._inflate, chunk)
        self._size += len(plain)
        if self._size > self._limit:
            raise TooLargeError
        return plain

    def finish(self) -> None:
        """The body is complete. Raises UndecodableError if its compressed form is not."""
        if self._inflate is not None and self._wire and not self._inflate.eof:
            raise UndecodableError

    def _inflated(self, inflate: zlib._Decompress, chunk: bytes) -> bytes:
        if inflate.eof:
            raise UndecodableError  # a second member or rubbish after the first
        try:
            # One byte past the limit tells a body that is exactly full from one that goes on.
            plain = inflate.decompress(chunk, self._limit - self._size + 1)
        except zlib.error as error:
            raise UndecodableError from error
        if inflate.unused_data:
            raise UndecodableError
        return plain
