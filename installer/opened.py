"""The companion's data for a command: unlocked first, if its key is kept by passphrase."""

from __future__ import annotations

from native_host.services import Services
from native_host.vault import backends
from native_host.vault.core_dumps import forbid_inspection

TYPE_CHECKING = False  # typing stays off the path to what is remembered
if TYPE_CHECKING:
    from native_host.vault.vault import Vault


def opened() -> Services:
    """The services on the user's data folder. Raises passphrase_wrong, key_missing …"""
    services = Services()
    forbid_inspection()  # before the first secret is in memory, as in the host
    services.vault.ask_again()  # who types a command wants to be asked
    unlock(services.vault)
    return services


def unlock(vault: Vault) -> None:
    """Ask for the passphrase if the vault waits for one. Raises passphrase_wrong, key_missing …"""
    kept = vault.key_store.metadata()
    if kept and kept.custody == backends.PASSPHRASE and vault.status()["state"] == "locked":
        from .passphrase import passphrase  # few keep their key so

        vault.unlock(passphrase())


def begin(services: Services) -> None:
    """Give a new vault that a passphrase shall keep its passphrase. Raises invalid_params."""
    status = services.vault.status()
    if (status["state"], status["custody"]) == ("empty", backends.PASSPHRASE):
        from .passphrase import new_passphrase

        services.vault.unlock(new_passphrase())
