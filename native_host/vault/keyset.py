"""The key keyset: the vault's keys under their ids. The newest seals, all of them open. No I/O."""

from __future__ import annotations

import json
import os

from ..wire.errors import CompanionError
from . import sealed
from .keyed_hash import keyed_hash

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

FORMAT = 1
KEPT_KEYS = 8
"""Retired keys stay, so that what another process sealed meanwhile still opens; the Windows keychain holds 1280
characters, which is enough for so many."""


class Keyset:
    """Immutable. `keys` maps key id to key, oldest first; `names` keys the opaque names and outlives a rekey."""

    __slots__ = ("_keys", "_names")

    def __init__(self, names: bytes, keys: dict[bytes, bytes]) -> None:
        self._names, self._keys = names, keys

    @classmethod
    def fresh(cls) -> Keyset:
        """A keyset with one new key."""
        return cls(os.urandom(sealed.KEY_BYTES), _new_key())

    def renewed(self) -> Keyset:
        """The same keyset with a new sealing key."""
        kept = list(self._keys.items())[-(KEPT_KEYS - 1) :]
        return Keyset(self._names, {**dict(kept), **_new_key()})

    @property
    def active_id(self) -> bytes:
        """Id of the key that seals."""
        return next(reversed(self._keys))

    def has(self, key_ids: Iterable[bytes]) -> bool:
        """Whether one of the keys is in the keyset."""
        return not self._keys.keys().isdisjoint(key_ids)

    def opens(self, data: bytes) -> bool:
        """Whether the keyset has the key that sealed `data`. Raises record_damaged, format_newer."""
        return sealed.key_id_of(data) in self._keys

    def seal(self, place: bytes, plain: bytes) -> bytes:
        """`plain` sealed for `place` with the newest key."""
        return sealed.seal(self.active_id, self._keys[self.active_id], place, plain)

    def unseal(self, place: bytes, data: bytes) -> bytes:
        """What was sealed for `place`. Raises record_damaged, format_newer, key_missing."""
        key = self._keys.get(sealed.key_id_of(data))
        if key is None:
            raise CompanionError("key_missing")
        return sealed.unseal(key, place, data)

    def fingerprint(self, label: str, *parts: str) -> bytes:
        """16 bytes that name `parts` under `label` without revealing them."""
        return keyed_hash(self._names, b"alc fingerprint", label, *parts)

    def dump(self) -> bytes:
        """The keyset as custody keeps it: secret, ASCII."""
        keys = [key.hex() for key in self._keys.values()]
        return json.dumps(
            {"format": FORMAT, "names": self._names.hex(), "keys": keys, "check": _check(self._names, keys)}
        ).encode()

    @classmethod
    def parse(cls, data: bytes) -> Keyset:
        """The dumped keyset. Raises record_damaged, format_newer."""
        try:
            stored = json.loads(data)
            if stored["format"] > FORMAT:
                raise CompanionError("format_newer")
            keyset = cls._from(stored)
        except (ValueError, KeyError, TypeError) as error:
            # Without the cause: its text could quote the key.
            raise CompanionError(
                "record_damaged", detail=f"the vault's key: {type(error).__name__}"
            ) from None
        return keyset

    @classmethod
    def _from(cls, stored: dict[str, Any]) -> Keyset:
        names, keys = bytes.fromhex(stored["names"]), [bytes.fromhex(key) for key in stored["keys"]]
        sizes = {len(key) for key in (names, *keys)}
        checked = stored["format"] == FORMAT and stored["check"] == _check(names, stored["keys"])
        if not keys or sizes != {sealed.KEY_BYTES} or not checked:
            raise ValueError
        return cls(names, {_id_of(key): key for key in keys})


def _new_key() -> dict[bytes, bytes]:
    key = os.urandom(sealed.KEY_BYTES)
    return {_id_of(key): key}


def _id_of(key: bytes) -> bytes:
    return keyed_hash(key, b"alc key id", size=sealed.KEY_ID_BYTES)


def _check(names: bytes, keys: list[str]) -> str:
    return keyed_hash(names, b"alc ring check", *keys, size=8).hex()
