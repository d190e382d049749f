"""The vault: sealed records, opaque names and locks for everything else that keeps secrets or facts about a person."""

from __future__ import annotations

import json
import time

from native_host.vault import safe_files
from native_host.vault.keeper import SEALED_SUFFIX, Keeper
from native_host.wire.errors import CompanionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager
    from typing import Any

    from native_host.vault.key_ring import KeyRing

RECORD_LIMIT = 1024 * 1024
"""Bytes of JSON in one record; a thousand times what a session takes."""

STALE_SECONDS = 3600.0
"""A temporary file of this age has lost its writer."""


class Vault:
    """The vault of the data folder `home`. Neither I/O nor key access before the first use.

    Any method may raise storage_unsafe, storage_failed, home_unusable; whatever needs the key also vault_locked,
    key_missing, record_damaged, format_newer, keychain_unavailable, vault_busy.
    """

    __slots__ = ("_home", "_keeper", "_tidied", "idle_since")

    def __init__(self, home: str) -> None:
        self._home = home
        self._keeper = Keeper(home)
        self._tidied = False
        self.idle_since = time.monotonic()

    # Records

    def read(self, record: str) -> dict[str, Any] | None:
        """The value last written under `record`, None if there is none."""
        ring = self._keeper.ring()
        if ring is None:
            return None
        self.touch()
        name = _file_name(ring, record)
        data = safe_files.read_bytes(f"{self._keeper.folder}/{name}")
        return None if data is None else self._opened(name, data)[1]

    def write(self, record: str, value: Mapping[str, Any]) -> None:
        """Keep `value` (JSON) under `record`; on return it is on the disk, and a crash leaves the old one or this."""
        plain = json.dumps({"record": record, "value": dict(value)}, separators=(",", ":")).encode()
        if len(plain) > RECORD_LIMIT:
            raise ValueError("record too large")
        self.touch()
        with self.alone():
            ring = self._keeper.ring() or self._keeper.create()
            self._tidy()
            name = _file_name(ring, record)
            safe_files.write_bytes(f"{self._keeper.folder}/{name}", ring.seal(_place(name), plain))

    def delete(self, record: str) -> None:
        """Remove `record`; none there is fine."""
        self.touch()
        with self.alone():
            ring = self._keeper.ring()
            if ring is not None:
                safe_files.remove(f"{self._keeper.folder}/{_file_name(ring, record)}")

    def records(self, prefix: str = "") -> list[str]:
        """Names of all records that begin with `prefix`, sorted."""
        if self._keeper.ring() is None:
            return []
        self.touch()
        found = []
        for name in self.file_names():
            data = safe_files.read_bytes(f"{self._keeper.folder}/{name}")
            if data is not None:  # else deleted meanwhile
                found.append(self._opened(name, data)[0])
        return sorted(record for record in found if record.startswith(prefix))

    # For the ledger, which keeps its own files

    def seal(self, label: str, plain: bytes) -> bytes:
        """`plain` sealed so that only `unseal` with the same label opens it."""
        self.touch()
        return self._ring().seal(b"label:" + _bytes(label), plain)

    def unseal(self, label: str, sealed: bytes) -> bytes:
        """What was sealed under `label`. Raises record_damaged if it was altered or belongs to another label."""
        self.touch()
        return self._unsealed(b"label:" + _bytes(label), sealed)

    def fingerprint(self, label: str, *parts: str) -> bytes:
        """16 bytes that stand for `parts` on disk without telling them; always the same in one vault."""
        return self._ring().fingerprint(label, *parts)

    # Locks

    def lock(self, name: str, timeout: float = 30.0) -> AbstractContextManager[None]:
        """Exclude every other process and thread from `name`; not reentrant. Raises vault_busy after `timeout` s."""
        from native_host.vault.locks import hold  # filelock costs reads too much

        return hold(self._home, self.fingerprint("lock", name).hex(), timeout)

    def alone(self) -> AbstractContextManager[None]:
        """The vault's own lock, held by whoever changes a record or the key. Take no other lock inside."""
        from native_host.vault.locks import hold

        return hold(self._home, "vault")

    # Custody

    def status(self) -> dict[str, Any]:
        """{custody: keychain|passphrase|keyfile|None (new), state: open|locked|empty|key_missing, records}."""
        from native_host.vault.custodian import status  # not on the way to a record

        return status(self._keeper)

    def unlock(self, passphrase: str) -> None:
        """Open a vault kept by passphrase, or begin a new one with it. Raises passphrase_wrong."""
        self.touch()
        if self._keeper.unlock(passphrase):
            with self.alone():
                if self._keeper.ring() is None:
                    self._keeper.create()

    def lock_now(self) -> None:
        """Forget key and passphrase; a vault kept by passphrase then needs `unlock`."""
        self._keeper.forget()

    def touch(self) -> None:
        """Note that the vault is in use: `idle_since` (time.monotonic) starts again."""
        self.idle_since = time.monotonic()

    # For the custodian

    def file_names(self) -> list[str]:
        """File names of all records."""
        return [name for name in safe_files.names(self._keeper.folder) if name.endswith(SEALED_SUFFIX)]

    def _ring(self) -> KeyRing:
        ring = self._keeper.ring()
        if ring is None:
            with self.alone():
                ring = self._keeper.ring() or self._keeper.create()
        return ring

    def _opened(self, name: str, data: bytes) -> tuple[str, dict[str, Any]]:
        """(record, value) from the record file `name`."""
        kept = json.loads(self._unsealed(_place(name), data))
        return kept["record"], kept["value"]

    def _unsealed(self, place: bytes, data: bytes) -> bytes:
        ring = self._keeper.ring()
        if ring is None or not ring.opens(data):
            # Sealed by another process with a key newer than our copy of the ring?
            ring = self._keeper.reload()
        if ring is None:
            raise CompanionError("key_missing")
        return ring.unseal(place, data)

    def _tidy(self) -> None:
        if not self._tidied:
            safe_files.sweep(self._keeper.folder, time.time() - STALE_SECONDS)
            self._tidied = True


def _file_name(ring: KeyRing, record: str) -> str:
    return ring.fingerprint("record", record).hex() + SEALED_SUFFIX


def _place(name: str) -> bytes:
    # The file's name is the keyed hash of the record's: binding the one binds the other.
    return b"record:" + name.encode()


def _bytes(label: str) -> bytes:
    return label.encode("utf-8", "surrogatepass")
