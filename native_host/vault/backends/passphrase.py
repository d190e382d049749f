"""The key behind a passphrase: the keyset sealed with a key that scrypt (RFC 7914) stretches from it.

The passphrase and the stretched key live in memory only, until the vault is locked.
"""

from __future__ import annotations

import hashlib
import json
import os
import unicodedata

from ...wire.errors import CompanionError
from .. import safe_files, sealed
from ..keyed_hash import keyed_hash

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .protocol import Removal

FORMAT = 1
_PLACE = b"passphrase custody"
_SALT_BYTES = 16

COST = {"n": 2**17, "r": 8, "p": 1}
"""scrypt's cost for new passphrases, 128 MiB and a few tenths of a second: OWASP's first recommendation of 2023."""

_MOST = {"n": 2**20, "r": 8, "p": 8}
# A file asking for more than this, a GiB, was not written by us and would only eat the memory.


class Passphrase:
    """The backend in the file `path`; needs `unlock` before it can load or store."""

    __slots__ = ("_path", "_stretched", "_typed")

    def __init__(self, path: str) -> None:
        self._path = path
        self._typed: str | None = None
        self._stretched: tuple[dict[str, Any], bytes] | None = None  # (salt and cost, key)

    def unlock(self, passphrase: str) -> None:
        """See backends.protocol. load() shows whether it is right."""
        # The same word typed on another system may come composed differently.
        self._typed, self._stretched = unicodedata.normalize("NFC", passphrase), None

    def load(self) -> bytes | None:
        """See backends.protocol."""
        stored = safe_files.read_bytes(self._path)
        if stored is None:
            return None
        kdf, box = _parsed(stored)
        key = self._key(kdf)
        if sealed.key_id_of(box) != _id_of(key):
            raise CompanionError("passphrase_wrong")
        return sealed.unseal(key, _PLACE, box)

    def store(self, keyset: bytes) -> None:
        """See backends.protocol."""
        kdf = {**COST, "salt": os.urandom(_SALT_BYTES).hex()}
        key = self._key(kdf)
        box = sealed.seal(_id_of(key), key, _PLACE, keyset)
        safe_files.write_bytes(
            self._path, json.dumps({"format": FORMAT, "scrypt": kdf, "sealed": box.hex()}).encode()
        )

    def forget(self) -> Removal:
        """See backends.protocol."""
        return "removed" if safe_files.remove(self._path) else "absent"

    def _key(self, kdf: dict[str, Any]) -> bytes:
        if self._typed is None:
            raise CompanionError("vault_locked")
        if self._stretched is None or self._stretched[0] != kdf:
            self._stretched = (kdf, _stretch(self._typed, kdf))
        return self._stretched[1]


def _stretch(passphrase: str, kdf: dict[str, Any]) -> bytes:
    n, r, p = kdf["n"], kdf["r"], kdf["p"]
    memory = 128 * r * (n + p + 2)  # RFC 7914 section 6, as OpenSSL counts it
    typed = passphrase.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(
        typed, salt=bytes.fromhex(kdf["salt"]), n=n, r=r, p=p, maxmem=memory, dklen=sealed.KEY_BYTES
    )


def _parsed(stored: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        card = json.loads(stored)
        if card["format"] > FORMAT:
            raise CompanionError("format_newer")
        kdf = card["scrypt"]
        bytes.fromhex(kdf["salt"])
        if not all(isinstance(kdf[name], int) and 0 < kdf[name] <= most for name, most in _MOST.items()):
            raise ValueError
        if kdf["n"].bit_count() != 1 or kdf["n"] == 1:  # scrypt asks for a power of two
            raise ValueError
        return kdf, bytes.fromhex(card["sealed"])
    except (ValueError, KeyError, TypeError) as error:
        raise CompanionError("record_damaged", detail="the file with the locked key") from error


def _id_of(key: bytes) -> bytes:
    return keyed_hash(key, b"alc passphrase", size=sealed.KEY_ID_BYTES)
