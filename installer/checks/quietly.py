"""The vault as checks look into it: opened once in a run of the doctor, and never so that a keychain asks its owner.

KeePassXC asks anew for each connection, and a window that nobody answers would keep every check waiting.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from native_host.services import Services
from native_host.vault import backends
from native_host.wire.errors import CompanionError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from native_host.vault.backends.whereabouts import Whereabouts

    from ..site import Site


class Opened(NamedTuple):
    """`keychain`: where the key lies, or why that cannot be told; None of a vault that no keychain keeps."""

    services: Services
    keychain: Whereabouts | CompanionError | None

    @property
    def is_quiet(self) -> bool:
        """Whether the vault can be read without anybody being asked."""
        return not isinstance(self.keychain, CompanionError) and not shut(self.keychain)


_run: dict[str, Opened] | None = None


@contextmanager
def once() -> Iterator[None]:
    """Within, each data folder is opened once."""
    global _run  # noqa: PLW0603 - checks know the site alone, and one command runs one doctor
    _run = {}
    try:
        yield
    finally:
        _run = None


def opened(site: Site) -> Opened:
    """What is known of the site's data folder."""
    home = str(site.home)
    known = {} if _run is None else _run
    if home not in known:
        services = Services(home)
        known[home] = Opened(services, _keychain(services))
    return known[home]


def services_of(site: Site) -> Services | None:
    """To read the vault with; None without a data folder, or where it would ask, as the keychain's check says."""
    if not site.home.is_dir():
        return None
    found = opened(site)
    return found.services if found.is_quiet else None


def shut(found: Whereabouts | None) -> list[str]:
    """The labels of what would have to be unlocked first."""
    if found is None:
        return []
    return [label for label in found.locked if label in found.holding or not found.holding]


def _keychain(services: Services) -> Whereabouts | CompanionError | None:
    store = services.vault.key_store
    try:
        metadata = store.metadata()
    except CompanionError:
        return None  # said by the vault's check
    if metadata is None or metadata.custody != backends.KEYCHAIN:
        return None
    try:
        return store.keychain(metadata.vault_id).where()
    except CompanionError as error:
        return error
