"""The vault's passphrase is typed: argv and the environment are open to the user's other programs."""

from __future__ import annotations

from getpass import getpass

from native_host.wire.errors import CompanionError

SHORTEST = 10
"""Characters; below that, scrypt cannot make up for a guessable passphrase."""


def passphrase() -> str:
    """That of a vault that has one."""
    return getpass("Passphrase of the vault: ")


def new_passphrase() -> str:
    """One typed twice. Raises invalid_params if it is too short or the two differ."""
    first = getpass("New passphrase: ")
    if len(first) < SHORTEST:
        detail = f"the passphrase needs at least {SHORTEST} characters; nothing was changed"
        raise CompanionError("invalid_params", detail=detail)
    if getpass("Once more: ") != first:
        raise CompanionError("invalid_params", detail="the two passphrases differ; nothing was changed")
    return first
