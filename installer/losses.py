"""What erasing the vault costs, said before it is done, and what became of the key, said after it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from native_host.storage.submissions import journal
from native_host.vault.key_status import UNREADABLE
from native_host.wire.errors import CompanionError

if TYPE_CHECKING:
    from native_host.vault.key_management import Fate
    from native_host.vault.vault import Vault

_FATES = {
    "removed": "The key was deleted from the keychain.",
    "trashed": "KeePassXC moved the key to the Recycle Bin of your database; it stays there until you empty that bin.",
}


def losses(vault: Vault) -> list[str]:
    """Lines: what keeps the vault from being read and would bring it back, then the receipts that would be lost."""
    trouble = _trouble(vault)
    if trouble is None:
        return _receipts(vault)
    return [
        f"None of it can be read now: {trouble.message}",
        f"It all comes back with the key, so erase only what you have given up. {trouble.remedy}",
        *_receipts(vault),
    ]


def fate_of_key(outcome: Fate) -> str:
    """What became of a key in a keychain, and what its owner still has to do; empty if there was none."""
    if isinstance(outcome, CompanionError):
        return (
            f"The keychain may still have the key. {outcome.message} Delete the entry “Autolab Companion: key of the "
            "vault …” there yourself; it opens nothing any more."
        )
    return _FATES.get(outcome, "")


def _trouble(vault: Vault) -> CompanionError | None:
    """What keeps the vault from being read; one that waits for its passphrase is in no trouble."""
    try:
        state = vault.status()["state"]
    except CompanionError as error:
        return error
    return CompanionError(UNREADABLE[state]) if state in UNREADABLE else None


def _receipts(vault: Vault) -> list[str]:
    if not (Path(vault.key_store.home) / journal.FILE).exists():
        return []
    book = journal.Journal(vault.key_store.home, vault)
    try:
        entries, unreadable = book.everything()
    except CompanionError as error:
        return [f"Your receipts cannot be listed: {error.message}"]
    finally:
        book.close()
    lines = [
        f"  {entry.filename} to {entry.course}/{entry.assessment}, {entry.state}, version {entry.version or '?'}"
        for entry in entries
    ]
    if unreadable:
        lines.append(f"  and {unreadable} that cannot be read")
    return ["Receipts that would be lost (export them on the receipts page first):", *lines] if lines else []
