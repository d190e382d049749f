"""The vault: sealed records, opaque names and locks for everything else that keeps secrets or facts about a person."""

from __future__ import annotations

import json

from ..steady import elapsed
from ..wire.errors import KEY_KINDS, CompanionError
from . import safe_files
from .key_store import KeyStore
from .record_names import record_file, record_place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager
    from typing import Any

    from ..wire.shapes.sign_in import VaultStatus
    from .keyset import Keyset

RECORD_LIMIT = 1024 * 1024
"""Bytes of JSON in one record; a thousand times what a session takes."""

AUTO_LOCK = 15 * 60.0
"""Seconds without use after which a vault kept by passphrase is locked again."""


class Vault:
    """The vault of the data folder `home`. Neither I/O nor key access before the first use.

    Any method may raise storage_unsafe, storage_failed, home_unusable; whatever needs the key also one of
    errors.KEY_KINDS, record_damaged, format_newer or vault_busy.
    """

    __slots__ = ("_tidied", "idle_since", "key_store")

    def __init__(self, home: str) -> None:
        self.key_store = KeyStore(home)
        self._tidied = False
        self.idle_since = elapsed()

    # Records

    def read(self, record: str) -> dict[str, Any] | None:
        """The value last written under `record`, None if there is none."""
        self.touch()
        keyset = self.key_store.keyset()
        if keyset is None:
            return None
        name = record_file(keyset, record)
        data = safe_files.read_bytes(f"{self.key_store.folder}/{name}")
        return None if data is None else self._opened(name, data)[1]

    def write(self, record: str, value: Mapping[str, Any]) -> None:
        """Keep `value` (JSON) under `record`; on return it is on the disk, and a crash leaves the old one or this."""
        plain = json.dumps({"record": record, "value": dict(value)}).encode()
        if len(plain) > RECORD_LIMIT:
            raise ValueError("record too large")
        self.touch()
        with self.exclusive():
            keyset = self.key_store.keyset() or self._first_key()
            self._tidy(keyset)
            name = record_file(keyset, record)
            safe_files.write_bytes(f"{self.key_store.folder}/{name}", keyset.seal(record_place(name), plain))

    def delete(self, record: str) -> None:
        """Remove `record`; none there is fine."""
        self.touch()
        with self.exclusive():
            keyset = self.key_store.keyset()
            if keyset is not None:
                safe_files.remove(f"{self.key_store.folder}/{record_file(keyset, record)}")

    def records(self, prefix: str = "") -> list[str]:
        """Names of all records that begin with `prefix`, sorted."""
        return sorted(self.values(prefix))

    def values(self, prefix: str = "") -> dict[str, dict[str, Any]]:
        """What was last written under each record that begins with `prefix`, by its name."""
        self.touch()
        files = [] if self.key_store.keyset() is None else self.key_store.record_files()
        kept = ((name, safe_files.read_bytes(f"{self.key_store.folder}/{name}")) for name in files)
        opened = [self._opened(name, data) for name, data in kept if data is not None]  # else just deleted
        return {record: value for record, value in opened if record.startswith(prefix)}

    # For the storage, which has files of its own

    def seal(self, label: str, plain: bytes) -> bytes:
        """`plain` sealed so that only `unseal` with the same label opens it."""
        self.touch()
        return self._keyset().seal(b"label:" + _bytes(label), plain)

    def unseal(self, label: str, sealed: bytes) -> bytes:
        """What was sealed under `label`. Raises record_damaged if it was altered or belongs to another label."""
        self.touch()
        return self._unsealed(b"label:" + _bytes(label), sealed)

    def fingerprint(self, label: str, *parts: str) -> bytes:
        """16 bytes that stand for `parts` on disk without revealing them; always the same in one vault."""
        return self._keyset().fingerprint(label, *parts)

    # Locks

    def lock(self, name: str, timeout: float = 30.0) -> AbstractContextManager[None]:
        """Exclude every other process and thread from `name`; not reentrant. Raises vault_busy after `timeout` s.

        Needs the key: the lock's file is named by a keyed hash, as records are.
        """
        from .locks import hold  # filelock costs reads too much

        return hold(self.key_store.home, self.fingerprint("lock", name).hex(), timeout)

    def discard_lock(self, name: str) -> None:
        """Leave no file of a lock that will not be asked for again."""
        from .locks import discard

        discard(self.key_store.home, self.fingerprint("lock", name).hex())

    def exclusive(self) -> AbstractContextManager[None]:
        """The vault's own lock, held by whoever changes a record or the key. Take no other lock inside."""
        from .locks import hold

        return hold(self.key_store.home, "vault")

    # The key

    def status(self) -> VaultStatus:
        """{custody: a name from backends.NAMES, None for a new vault, state, records} as key_status.status says."""
        from .key_status import status  # not on the way to a record

        return status(self.key_store)

    def unlock(self, passphrase: str) -> None:
        """Open a vault kept by passphrase, or begin a new one with it. Raises passphrase_wrong."""
        self.touch()
        if self.key_store.unlock(passphrase):
            with self.exclusive():
                if self.key_store.keyset() is None:
                    self._first_key()

    def ask_again(self) -> None:
        """Let a keychain's prompt that the owner dismissed be shown once more, when the key is next needed."""
        self.key_store.ask_again()

    def lock_now(self) -> None:
        """Forget key and passphrase; a vault kept by passphrase then needs `unlock`."""
        self.key_store.forget()

    def lock_if_idle(self) -> None:
        """As `lock_now`, after AUTO_LOCK seconds without use."""
        if elapsed() - self.idle_since > AUTO_LOCK:
            self.lock_now()

    def touch(self) -> None:
        """Reset the idle timer: `idle_since` (by `elapsed`) starts again."""
        self.lock_if_idle()  # when a lid opens, a page may ask before anybody has looked at the clock
        self.idle_since = elapsed()

    def _keyset(self) -> Keyset:
        keyset = self.key_store.keyset()
        if keyset is None:
            with self.exclusive():
                keyset = self.key_store.keyset() or self._first_key()
        return keyset

    def _first_key(self) -> Keyset:
        """The caller holds the vault's lock and found no keyset."""
        from .first_key import first_key  # once per vault

        return first_key(self.key_store)

    def _opened(self, name: str, data: bytes) -> tuple[str, dict[str, Any]]:
        """(record, value) from the record file `name`."""
        kept = json.loads(self._unsealed(record_place(name), data))
        return kept["record"], kept["value"]

    def _unsealed(self, place: bytes, data: bytes) -> bytes:
        keyset = self.key_store.keyset()
        if keyset is None or not keyset.opens(data):
            # Sealed by another process with a key newer than our copy of the keyset?
            keyset = self.key_store.reload()
        if keyset is None:
            raise CompanionError("key_missing")
        return keyset.unseal(place, data)

    def _tidy(self, keyset: Keyset) -> None:
        if self._tidied:
            return
        self._tidied = True
        try:
            self.key_store.clean_up(keyset)
        except CompanionError as error:
            if error.kind not in KEY_KINDS:  # a keychain's: then the next process empties it
                raise


def _bytes(label: str) -> bytes:
    return label.encode("utf-8", "surrogatepass")
