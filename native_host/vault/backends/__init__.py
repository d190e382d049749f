"""Where the key is kept: one backend per file, behind `protocol.KeyBackend`."""

from __future__ import annotations

import os

from ...wire.errors import CompanionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...wire.shapes.sign_in import Custody
    from .protocol import KeyBackend

KEYCHAIN: Custody = "keychain"
PASSPHRASE: Custody = "passphrase"  # noqa: S105 - a name of a custody
KEYFILE: Custody = "keyfile"
NAMES: tuple[Custody, ...] = (KEYCHAIN, PASSPHRASE, KEYFILE)
"""Best first."""

FILES = {KEYFILE: "key", PASSPHRASE: "key.passphrase"}
"""Name inside the vault's folder, of those that keep the key in a file."""

VARIABLE = "AUTOLAB_COMPANION_CUSTODY"
"""Environment variable: the backend of a new vault. A vault that exists keeps its own until `vault move-key`."""


def chosen() -> Custody | None:
    """What the environment chooses for a new vault. Raises home_unusable for an unknown choice."""
    wanted = os.environ.get(VARIABLE)
    if not wanted:
        return None
    name = next((name for name in NAMES if name == wanted), None)
    if name is None:
        raise CompanionError("home_unusable", detail=f"{VARIABLE} must be one of {', '.join(NAMES)}")
    return name


def open_backend(name: str, folder: str) -> KeyBackend:
    """The backend called `name`, of those that keep the key in a file of `folder`. No I/O."""
    # Each imports what only it needs.
    if name == KEYFILE:
        from .keyfile import KeyFile

        return KeyFile(f"{folder}/{FILES[KEYFILE]}")
    from .passphrase import Passphrase

    return Passphrase(f"{folder}/{FILES[PASSPHRASE]}")
