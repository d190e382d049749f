"""Where the key is kept: one backend per file, behind `protocol.Custody`."""

from __future__ import annotations

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


def open_backend(name: str, folder: str) -> KeyBackend:
    """The backend called `name`, of those that keep the key in a file of `folder`. No I/O."""
    # Each imports what only it needs.
    if name == KEYFILE:
        from .keyfile import KeyFile

        return KeyFile(f"{folder}/{FILES[KEYFILE]}")
    from .passphrase import Passphrase

    return Passphrase(f"{folder}/{FILES[PASSPHRASE]}")
