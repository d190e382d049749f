"""The attributes by which an item of the Secret Service is a vault's key, now and in former releases."""

from __future__ import annotations

OURS = "autolab-companion"
VAULT = "autolab-companion-vault"
KEYRING = {"application": "Python keyring library", "username": "vault key"}
KEYRING_SERVICE = "autolab-companion "
"""How releases that went through `keyring` named it."""


def attributes_of(vault_id: str) -> dict[str, str]:
    """What the key of this vault is found by."""
    return {"application": OURS, VAULT: vault_id}


def former_of(vault_id: str) -> dict[str, str]:
    """What it was found by in releases that went through `keyring`."""
    return {**KEYRING, "service": KEYRING_SERVICE + vault_id}


def label_of(vault_id: str) -> str:
    """What its owner reads in the list of their secrets."""
    return f"Autolab Companion: key of the vault {vault_id}"
