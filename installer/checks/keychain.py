"""Which keychain keeps the vault's key, and in which of its collections; it is looked at without unlocking anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from native_host.wire.errors import CompanionError

from ..findings import NOTE, WARNING, Finding
from . import quietly

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from native_host.vault.backends.whereabouts import Whereabouts

    from ..site import Site


def keeper(site: Site) -> Iterator[Finding]:
    """Where the key lies, if a keychain keeps it. Nobody is asked, so behind a locked one nothing is examined."""
    found = quietly.opened(site).keychain if site.home.is_dir() else None
    if isinstance(found, CompanionError):
        yield Finding.of(found, "The keychain that holds the vault's key cannot be looked into.")
    elif found is not None:
        yield _told(found)


def _told(found: Whereabouts) -> Finding:
    shut = quietly.shut(found)
    if shut:
        return Finding(
            WARNING,
            f"What holds the vault's key in {found.provider} is locked.",
            f"Locked: {_listed(shut)}. Servers, sign-ins and receipts were not examined.",
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
