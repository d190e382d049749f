"""Looks for secrets in everything a run has left behind, in any form they are likely to have there."""

from __future__ import annotations

import base64
import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOZ_LZ4 = b"mozLz40\0"
SHORTEST_MATCH = 4


def forms(secret: str) -> list[bytes]:
    """The bytes to look for: as text in two encodings, and inside base64 at each of its three alignments."""
    raw = secret.encode()
    aligned = [base64.b64encode(b"x" * shift + raw)[4:-4] for shift in range(3)]
    return [raw, secret.encode("utf-16-le"), *aligned]


def found_in(data: bytes, secrets: dict[str, str]) -> set[str]:
    """The kinds of the secrets in `data`; `secrets` maps each value to its kind."""
    return {kind for secret, kind in secrets.items() if any(form in data for form in forms(secret))}


def contents(path: Path) -> bytes:
    """A file as it is, and unpacked where it is packed in Mozilla's way."""
    data = path.read_bytes()
    return data + b"\0" + unpacked(data) if data.startswith(MOZ_LZ4) else data


def unpacked(data: bytes) -> bytes:
    """The content of a mozLz4 file: a header with the size, then one LZ4 block."""
    out, at = bytearray(), len(MOZ_LZ4) + 4
    while at < len(data):
        token = data[at]
        count, at = _length(data, at + 1, token >> 4)
        out += data[at : at + count]
        at += count
        if at >= len(data):
            break
        back = int.from_bytes(data[at : at + 2], "little")
        count, at = _length(data, at + 2, token & 15)
        for _ in range(count + SHORTEST_MATCH):
            out.append(out[-back])
    return bytes(out)


def _length(data: bytes, at: int, count: int) -> tuple[int, int]:
    if count == 15:
        while (more := data[at]) == 255:
            count += more
            at += 1
        count += more
        at += 1
    return count, at


def messages(path: Path) -> Iterator[dict[str, Any]]:
    """The frames of a recorded pipe; one cut short by a kill is left out."""
    data, at = path.read_bytes(), 0
    while at + 4 <= len(data):
        end = at + 4 + int.from_bytes(data[at : at + 4], sys.byteorder)
        if end > len(data):
            return
        yield json.loads(data[at + 4 : end])
        at = end
