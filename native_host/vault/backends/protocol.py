"""What every key backend does; tests/unit/vault/backend_conformance.py tests each of them for it.

Usage:

    backend.unlock("correct horse")  # ignored where no passphrase is needed
    backend.store(keyset.dump())
    assert backend.load() == keyset.dump()
"""

from __future__ import annotations

from typing import Literal, Protocol

Removal = Literal["removed", "trashed", "absent"]
"""What became of a stored key: gone; moved to a recycle bin that its owner has to empty; there was none."""


class KeyBackend(Protocol):
    """Keeps the dumped key keyset of one vault, as opaque ASCII bytes of at most 1280 characters."""

    def unlock(self, passphrase: str) -> None:
        """Remember the passphrase for load and store, as long as this object lives; ignored where none is needed."""

    def load(self) -> bytes | None:
        """What was stored; None if nothing was, or it is gone.

        Raises vault_locked, passphrase_wrong, keychain_unavailable, keychain_waiting, keychain_locked, record_damaged,
        format_newer, storage_unsafe.
        """

    def store(self, keyset: bytes) -> None:
        """Keep `keyset` instead of what was stored; a crash leaves the one or the other.

        Raises vault_locked, keychain_unavailable, storage_failed, storage_unsafe.
        """

    def forget(self) -> Removal:
        """Delete what was stored; nothing stored is fine. Raises keychain_unavailable, storage_failed."""
