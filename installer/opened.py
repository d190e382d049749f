"""The companion's data for a command: unlocked first, if its key is kept by passphrase."""

from __future__ import annotations

from getpass import getpass

from native_host.services import Services
from native_host.vault import backends
from native_host.vault.core_dumps import forbid_inspection

from .passphrase import new_passphrase


def opened() -> Services:
    """The services on the user's data folder. Raises passphrase_wrong, key_missing …"""
    services = Services()
    forbid_inspection()  # before the first secret is in memory, as in the host
    services.vault.ask_again()  # who types a command wants to be asked
    if services.vault.status()["state"] == "locked":
        # Never from argv or the environment: both are open to the user's other programs.
        services.vault.unlock(getpass("Passphrase of the vault: "))
    return services


def begin(services: Services) -> None:
    """Give a new vault that a passphrase shall keep its passphrase. Raises invalid_params."""
    status = services.vault.status()
    if (status["state"], status["custody"]) == ("empty", backends.PASSPHRASE):
        services.vault.unlock(new_passphrase())
