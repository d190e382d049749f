"""Where the key is kept: one backend per file, behind `protocol.Custody`."""

from __future__ import annotations

from ...wire.errors import CompanionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .protocol import Custody

KEYCHAIN, PASSPHRASE, KEYFILE = "keychain", "passphrase", "keyfile"
NAMES = (KEYCHAIN, PASSPHRASE, KEYFILE)
"""Best first."""

FILES = {KEYFILE: "key", PASSPHRASE: "key.passphrase"}
"""Name inside the vault's folder, of those that keep the key in a file."""


def open_custody(name: str, folder: str, vault_id: str) -> Custody:
    """The backend called `name` for the vault in `folder`. No I/O. Raises home_unusable for an unknown name."""
    # Each imports what only it needs; keyring alone costs 110 ms.
    if name == KEYFILE:
        from .keyfile import KeyFile

        return KeyFile(f"{folder}/{FILES[KEYFILE]}")
    if name == PASSPHRASE:
        from .passphrase import Passphrase

        return Passphrase(f"{folder}/{FILES[PASSPHRASE]}")
    if name == KEYCHAIN:
        from .keychain import Keychain

        return Keychain(vault_id)
    raise CompanionError("home_unusable", detail=f"there is no key custody named {name}")
