"""A new passphrase, typed twice."""

from __future__ import annotations

from getpass import getpass

from native_host.wire.errors import CompanionError

SHORTEST = 10
"""Characters; below that, scrypt cannot make up for a guessable passphrase."""


def new_passphrase() -> str:
    """The passphrase. Raises invalid_params if it is too short or the two differ."""
    # Never from argv or the environment: both are open to the user's other programs.
    first = getpass("New passphrase: ")
    if len(first) < SHORTEST:
        detail = f"the passphrase needs at least {SHORTEST} characters; nothing was changed"
        raise CompanionError("invalid_params", detail=detail)
    if getpass("Once more: ") != first:
        raise CompanionError("invalid_params", detail="the two passphrases differ; nothing was changed")
    return first
