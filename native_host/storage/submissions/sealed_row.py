"""A row of the journal as it lies there."""

from __future__ import annotations

import hashlib
from typing import Any

SealedRow = tuple[Any, Any, Any]
"""(id, target, sealed) as SQLite finds them; in a damaged file not even the types need be ours."""


def fingerprint(row: SealedRow) -> str:
    """Of what is sealed in the row. Under another name, or to another target, that can't be unsealed."""
    sealed = row[2] if isinstance(row[2], bytes) else repr(row[2]).encode()
    return hashlib.blake2b(sealed, digest_size=16).hexdigest()
