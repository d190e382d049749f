"""Which keychain keeps the vault's key, and in which of its collections; it is looked at without unlocking anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from native_host.vault import backends
from native_host.vault.vault import Vault
from native_host.wire.errors import CompanionError

from ..findings import NOTE, WARNING, Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from native_host.vault.backends.whereabouts import Whereabouts

    from ..site import Site


def keeper(site: Site) -> Iterator[Finding]:
    """Where the key lies. Why the vault cannot be used, the vault's own check says; here, in which place to look."""
    if not site.home.is_dir():
        return
    store = Vault(str(site.home)).key_store
    try:
        metadata = store.metadata()
    except CompanionError:
        return  # said by the vault's check
    if metadata is None or metadata.custody != backends.KEYCHAIN:
        return
    try:
        found = store.keychain(metadata.vault_id).where()
    except CompanionError as error:
        yield Finding.of(error, "The keychain that holds the vault's key cannot be looked into.")
        return
    yield _told(found)


def _told(found: Whereabouts) -> Finding:
    shut = [label for label in found.locked if label in found.holding or not found.holding]
    if shut:
        return Finding(
            WARNING,
            f"What holds the vault's key in {found.provider} is locked.",
            f"Locked: {_listed(shut)}.",
            f"Unlock it in {found.provider}, or when the companion asks.",
            private=found.locked,
        )
    if not found.holding:
        return Finding(
            WARNING,
            f"{found.provider} does not hold the vault's key.",
            f"Looked into: {_listed(found.every) or 'nothing, for nothing is open there'}.",
            f"Open in {found.provider} the collection or database that held the key.",
            private=found.every,
        )
    return Finding(
        NOTE,
        f"The vault's key is kept by {found.provider}.",
        f"It lies in {_listed(found.holding)}.",
        "Keep that: without the key nobody can read the vault. `autolab-companion vault move-key` moves it.",
        private=found.holding,
    )


def _listed(labels: Iterable[str]) -> str:
    return ", ".join(f"“{label}”" for label in labels)
