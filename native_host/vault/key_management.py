"""What the owner of a vault may do with its key: move it, renew it, erase everything."""

from __future__ import annotations

import os

from ..wire.errors import CompanionError
from . import backends, safe_files
from .key_metadata import FILE_NAME, KeyMetadata
from .keyset import Keyset
from .record_names import ASIDE_SUFFIX, SEALED_SUFFIX, record_place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..wire.shapes.sign_in import Custody
    from .backends.protocol import Removal
    from .key_store import KeyStore
    from .vault import Vault

    Fate = Removal | CompanionError

_FATES = {"record_damaged": "set_aside", "key_missing": "unreadable"}
"""What becomes of a record that rekey cannot open; a missing key may come back."""
SEALED_ELSEWHERE = ("ledger.sqlite", "receipts.sqlite", "receipts.tally", "staff.sqlite")
"""Begin the names of the files in the data folder that are sealed with the vault's key."""

SPOOL = "spool"


def move_key(vault: Vault, target: Custody, passphrase: str | None = None) -> Removal:
    """Move the key to the backend `target`; killed at any point, the key is in the old one or the new.

    Returns what became of the key in a keychain that it left; absent if it left none.

    `passphrase` is the new one if target is passphrase, also to change it. An empty vault gets its key there.
    Raises keychain_unavailable also if only the old keychain could not be emptied: the move stands then, and later
    writes try again.
    """
    key_store = vault.key_store
    with vault.exclusive():
        keyset, old = key_store.keyset(), key_store.metadata()
        key_store.clean_up(keyset)
        key_store.forget()
        leaving = old.custody if old and old.custody != target else None
        metadata = KeyMetadata(target, old.vault_id if old else os.urandom(8).hex(), leaving)
        if passphrase is not None:
            key_store.backend(metadata).unlock(passphrase)
        safe_files.make_folder(key_store.folder)
        keyset = keyset or Keyset.fresh()
        key_store.store(metadata, keyset)
        return key_store.clean_up(keyset)


def repair(vault: Vault) -> None:
    """Write a damaged or lost key metadata anew. Raises custody_damaged, key_missing … as KeyStore.keyset."""
    with vault.exclusive():
        vault.key_store.clean_up(vault.key_store.keyset())


def rekey(vault: Vault, *others: Callable[[], object]) -> dict[str, int]:
    """Seal everything with a new key: the numbers of {resealed, set_aside, unreadable} records.

    Damaged records are set aside, so that they do not keep the others from being used; those whose key is missing
    stay as they are.

    `others` re-seal what is kept outside the vault, each through Vault.unseal and Vault.seal. The old keys stay in
    the keyset for what another process seals meanwhile; who stole one cannot read what is sealed from now on.
    """
    key_store = vault.key_store
    counts = {"resealed": 0, "set_aside": 0, "unreadable": 0}
    with vault.exclusive():
        keyset = key_store.keyset()
        key_store.clean_up(keyset)
        metadata = key_store.metadata()  # not that of before: what was to be emptied is empty now
        if keyset is None or metadata is None:
            return counts
        renewed = keyset.renewed()
        key_store.store(metadata, renewed)
        for name in key_store.record_files():
            counts[_resealed(f"{key_store.folder}/{name}", name, renewed)] += 1
    for reseal in others:
        reseal()
    return counts


def erase(vault: Vault) -> Fate:
    """Delete key, records, cache, receipts and half-finished uploads, whatever state the vault is in.

    Returns what became of a key in a keychain: removed, trashed (its owner has to empty the bin), absent (none is
    there); or why the keychain may keep a key, which opens nothing any more. Cut short, it leaves a vault that says
    key_missing until it is erased again.
    """
    key_store = vault.key_store
    with vault.exclusive():
        safe_files.check_folder(key_store.folder)
        outcome = _forget_keys(key_store)
        for path in _sealed_files(key_store):
            safe_files.remove(path)
        # Last: while it is there, nobody takes the vault for a new one.
        safe_files.remove(f"{key_store.folder}/{FILE_NAME}")
        key_store.forget()
    return outcome


def _resealed(path: str, name: str, keyset: Keyset) -> str:
    data = safe_files.read_bytes(path) or b""
    try:
        plain = keyset.unseal(record_place(name), data)
    except CompanionError as error:
        fate = _FATES.get(error.name)
        if fate is None:
            raise
        if fate == "set_aside":
            safe_files.write_bytes(path + ASIDE_SUFFIX, data)
            safe_files.remove(path)
        return fate
    safe_files.write_bytes(path, keyset.seal(record_place(name), plain))
    return "resealed"


def _forget_keys(key_store: KeyStore) -> Fate:
    outcome: Fate = "absent"
    try:
        metadata = key_store.metadata()  # damaged metadata is recovered: its key must go too
        if metadata is not None and backends.KEYCHAIN in {metadata.custody, metadata.leaving}:
            outcome = key_store.keychain(metadata.vault_id).forget()
    except CompanionError as error:
        # Without a trace of a key there is none to name; everything else is reported to the owner.
        outcome = "absent" if error.name == "key_missing" else error
    for name in backends.FILES.values():
        safe_files.remove(f"{key_store.folder}/{name}")
    return outcome


def _sealed_files(key_store: KeyStore) -> list[str]:
    spool = f"{key_store.home}/{SPOOL}"
    safe_files.check_folder(spool)  # never empty a folder that a link points to
    in_vault = [
        name
        for name in safe_files.names(key_store.folder)
        if name.endswith((SEALED_SUFFIX, ASIDE_SUFFIX, safe_files.TEMPORARY))
    ]
    in_home = [name for name in safe_files.names(key_store.home) if name.startswith(SEALED_ELSEWHERE)]
    return [
        *(f"{key_store.folder}/{name}" for name in in_vault),
        *(f"{key_store.home}/{name}" for name in in_home),
        *(f"{spool}/{name}" for name in safe_files.names(spool)),
    ]
