"""A response body that cannot grow beyond its limit, neither on the wire nor when decompressed. Sans-I/O."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCEPTED = "gzip"
"""The only content coding we ask for: its decoder is in the standard library and stops where we say."""
_GZIP_WINDOW = 31
"""zlib's code for a 32 KiB window with a gzip head and trailer."""
PIECE = 256 * 1024
"""Bytes inflated at a time: a chunk can inflate to a thousand times its size, and memory is to stay flat."""


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

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The decoded bytes of this chunk, in pieces. Raises TooLargeError, UndecodableError."""
        self._wire += len(chunk)
        if self._wire > self._limit:
            raise TooLargeError
        for plain in (chunk,) if self._inflate is None else _inflated(self._inflate, chunk):
            self._size += len(plain)
            if self._size > self._limit:
                raise TooLargeError
            yield plain

    def finish(self) -> None:
        """The body is complete. Raises UndecodableError if its compressed form is not."""
        if self._inflate is not None and self._wire and not self._inflate.eof:
            raise UndecodableError


def _inflated(inflate: zlib._Decompress, chunk: bytes) -> Iterator[bytes]:
    if inflate.eof:
        raise UndecodableError  # a second member or rubbish after the first
    plain = b""
    while chunk or len(plain) == PIECE:  # after a full piece there may be more without further input
        try:
            plain = inflate.decompress(chunk, PIECE)
        except zlib.error as error:
            raise UndecodableError from error
        chunk = inflate.unconsumed_tail
        yield plain
    if inflate.unused_data:
        raise UndecodableError
