"""Where the key is kept: one backend per file, behind `protocol.Custody`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .protocol import KeyBackend

KEYCHAIN, PASSPHRASE, KEYFILE = "keychain", "passphrase", "keyfile"
NAMES = (KEYCHAIN, PASSPHRASE, KEYFILE)
"""Best first."""

FILES = {KEYFILE: "key", PASSPHRASE: "key.passphrase"}
"""Name inside the vault's folder, of those that keep the key in a file."""


def open_backend(name: str, folder: str) -> KeyBackend:
    """The backend called `name`, of those that keep the key in a file of `folder`. No I/O."""
    # Each imports what only it needs.
    if name == KEYFILE:
        from .keyfile import KeyFile

        return KeyFile(f"{folder}/{FILES[KEYFILE]}")
    from .passphrase import Passphrase

    return Passphrase(f"{folder}/{FILES[PASSPHRASE]}")
