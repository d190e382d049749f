"""A new vault's first key, and where it goes."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from ..wire.errors import CompanionError
from . import backends, safe_files
from .backends.keychain import PROBE_SECONDS
from .key_metadata import KeyMetadata
from .keyset import Keyset

if TYPE_CHECKING:
    from .key_store import KeyStore


def first_key(key_store: KeyStore) -> Keyset:
    """The first keyset, in the keychain if that gives it back, else in a file, unless the environment chooses.

    The key itself is the trial: no worthless entry is left in anybody's keychain or its recycle bin. The caller holds
    the vault's lock. Raises keychain_unavailable, key_not_kept and vault_locked for a chosen custody, and as
    safe_files does.
    """
    safe_files.make_folder(key_store.folder)
    chosen, keyset, vault_id = backends.chosen(), Keyset.fresh(), os.urandom(8).hex()
    if chosen:
        key_store.store(KeyMetadata(chosen, vault_id), keyset)
        return keyset
    trial = key_store.keychain(vault_id, PROBE_SECONDS)
    try:
        key_store.store(KeyMetadata(backends.KEYCHAIN, vault_id), keyset)
    except CompanionError as error:
        if error.kind != "keychain" and error.name != "key_not_kept":
            raise
        if error.data.get("reason") not in {"none", "silent"}:  # else nothing came to be stored
            with suppress(CompanionError):
                trial.forget()
        # Another key: whatever the keychain did with that one, it opens nothing.
        keyset = Keyset.fresh()
        key_store.store(KeyMetadata(backends.KEYFILE, vault_id), keyset)
    return keyset
