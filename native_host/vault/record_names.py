"""How records are named on disk: by keyed hashes, so that a folder listing reveals nothing about its owner."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .keyset import Keyset

SEALED_SUFFIX = ".sealed"
ASIDE_SUFFIX = ".damaged"
"""Of a record that could not be opened and no longer stands in the way; it stays sealed."""


def record_file(keyset: Keyset, record: str) -> str:
    """File name of `record`; a rekey does not change it."""
    return keyset.fingerprint("record", record).hex() + SEALED_SUFFIX


def record_place(file_name: str) -> bytes:
    """What the seal binds. The file's name is the keyed hash of the record's: binding the one binds the other."""
    return b"record:" + file_name.encode()
