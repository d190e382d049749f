"""Key metadata (custody.json): which backend keeps the key. It holds no secret."""

from __future__ import annotations

import json
import os

from ..wire.errors import CompanionError
from . import backends, safe_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..wire.shapes.sign_in import Custody

FILE_NAME = "custody.json"
FORMAT = 1


class KeyMetadata:
    """`custody` is a name from backends.NAMES; `vault_id` names the vault to a keychain.

    `leaving` is the backend an interrupted move has yet to empty. `key` is the id of the key that seals (hex), as it
    stands in the clear in all that is sealed: it distinguishes our key from another folder's. `recovered` metadata is
    worked out from what is there, and on no disk yet.
    """

    __slots__ = ("custody", "key", "leaving", "recovered", "vault_id")

    def __init__(
        self,
        custody: Custody,
        vault_id: str,
        leaving: str | None = None,
        *,
        key: str | None = None,
        recovered: bool = False,
    ) -> None:
        self.custody, self.vault_id, self.leaving = custody, vault_id, leaving
        self.key, self.recovered = key, recovered

    @classmethod
    def read(cls, folder: str) -> KeyMetadata | None:
        """The metadata in `folder`, None if there is none. Raises custody_damaged, format_newer, as safe_files."""
        path = f"{folder}/{FILE_NAME}"
        stored = safe_files.read_bytes(path)
        if stored is None:
            return None
        try:
            card = json.loads(stored)
            if card["format"] > FORMAT:
                raise CompanionError("format_newer")
            name, vault_id, leaving, key = (card.get(each) for each in ("custody", "vault", "leaving", "key"))
            bytes.fromhex(key or "")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CompanionError("custody_damaged", path=path) from error
        known = name in backends.NAMES and isinstance(vault_id, str) and vault_id
        if not known or leaving not in (None, *backends.NAMES):
            raise CompanionError("custody_damaged", path=path)
        return cls(name, vault_id, leaving, key=key)

    def write(self, folder: str) -> None:
        """Replace the metadata in `folder`. Raises as safe_files.write_bytes does."""
        card = {
            "format": FORMAT,
            "custody": self.custody,
            "vault": self.vault_id,
            "leaving": self.leaving,
            "key": self.key,
        }
        safe_files.write_bytes(f"{folder}/{FILE_NAME}", json.dumps(card).encode())

    @staticmethod
    def stamp(folder: str) -> tuple[int, int] | None:
        """Changes whenever any process writes the metadata; None if there is none."""
        try:
            found = os.lstat(f"{folder}/{FILE_NAME}")
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns
