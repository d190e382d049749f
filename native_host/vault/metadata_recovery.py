"""Works out where the key is kept when custody.json is damaged or gone: from what lies there, never by guessing."""

from __future__ import annotations

import os

from ..wire.errors import CompanionError
from . import backends, safe_files, sealed
from .key_metadata import KeyMetadata
from .keyset import Keyset
from .record_names import SEALED_SUFFIX

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

RECEIPTS = "receipts.sqlite"
"""What cannot be had again if its key is lost; the rest of the data folder can."""


def recovered_metadata(
    folder: str,
    home: str,
    in_keychain: Callable[[], Iterable[tuple[str, bytes]]],
    damage: CompanionError | None,
) -> KeyMetadata | None:
    """The metadata as it must have been; None for a new vault. A key that is there is never taken for none.

    `in_keychain()` returns (vault id, keyset) of what the keychain has; it comes last, and only if there is something
    that its key could open. Raises `damage`, or key_missing without it, if something is sealed and nothing shows where
    its key is; also keychain_unavailable, storage_unsafe, home_unusable.
    """
    for name in (backends.KEYFILE, backends.PASSPHRASE):
        if safe_files.check_file(f"{folder}/{backends.FILES[name]}"):
            return KeyMetadata(name, os.urandom(8).hex(), recovered=True)
    wanted = key_ids(folder) or _key_ids_of_receipts(home)
    found = _owner(wanted, in_keychain) if wanted else None
    if found is not None:
        return KeyMetadata(backends.KEYCHAIN, found, recovered=True)
    if damage is not None:
        raise damage
    if _has_records(folder) or safe_files.check_file(f"{home}/{RECEIPTS}"):
        # Another process's first use may have come to its end since the caller looked for the metadata.
        written = KeyMetadata.read(folder)
        if written is None:
            raise CompanionError("key_missing")
        return written
    return None


def key_ids(folder: str) -> set[bytes]:
    """Ids of the keys that seal the records; a damaged record names none."""
    found = set()
    for name in safe_files.names(folder):
        if name.endswith(SEALED_SUFFIX):
            try:
                found.add(sealed.key_id_of(safe_files.read_bytes(f"{folder}/{name}") or b""))
            except CompanionError as error:
                if error.kind != "record":
                    raise
    return found


def _key_ids_of_receipts(home: str) -> set[bytes]:
    """Ids of the keys that seal receipts, read off the file: SQLite keeps each row's first bytes as they are."""
    start = sealed.MAGIC + bytes([sealed.VERSION])
    found = set()
    for suffix in ("", "-wal"):
        content = safe_files.read_bytes(f"{home}/{RECEIPTS}{suffix}") or b""
        pieces = content.split(start)[1:]
        found |= {piece[: sealed.KEY_ID_BYTES] for piece in pieces}
    return found


def _has_records(folder: str) -> bool:
    return any(name.endswith(SEALED_SUFFIX) for name in safe_files.names(folder))


def _owner(wanted: set[bytes], in_keychain: Callable[[], Iterable[tuple[str, bytes]]]) -> str | None:
    """Id of the vault in the keychain whose keyset opens what is kept."""
    try:
        return next((vault_id for vault_id, keyset in in_keychain() if _opens(keyset, wanted)), None)
    except CompanionError as error:
        if error.data.get("reason") != "none":
            raise
        return None  # a computer without a keychain


def _opens(keyset: bytes, wanted: set[bytes]) -> bool:
    try:
        return Keyset.parse(keyset).has(wanted)
    except CompanionError:
        return False
