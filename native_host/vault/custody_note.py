"""custody.json: which backend keeps the key. It holds no secret."""

from __future__ import annotations

import json
import os

from ..wire.errors import CompanionError
from . import safe_files

FILE_NAME = "custody.json"
FORMAT = 1


class CustodyNote:
    """`custody` is a name from custody.NAMES; `vault_id` names the vault to a keychain.

    `leaving` is the backend an interrupted move has yet to empty.
    """

    __slots__ = ("custody", "leaving", "vault_id")

    def __init__(self, custody: str, vault_id: str, leaving: str | None = None) -> None:
        self.custody, self.vault_id, self.leaving = custody, vault_id, leaving

    @classmethod
    def read(cls, folder: str) -> CustodyNote | None:
        """The note in `folder`, None if there is none. Raises record_damaged, format_newer and as safe_files does."""
        stored = safe_files.read_bytes(f"{folder}/{FILE_NAME}")
        if stored is None:
            return None
        try:
            card = json.loads(stored)
            if card["format"] > FORMAT:
                raise CompanionError("format_newer")
            return cls(str(card["custody"]), str(card["vault"]), card.get("leaving"))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CompanionError("record_damaged", detail=FILE_NAME) from error

    def write(self, folder: str) -> None:
        """Replace the note in `folder`. Raises as safe_files.write_bytes does."""
        card = {"format": FORMAT, "custody": self.custody, "vault": self.vault_id, "leaving": self.leaving}
        safe_files.write_bytes(f"{folder}/{FILE_NAME}", json.dumps(card).encode())

    @staticmethod
    def stamp(folder: str) -> tuple[int, int] | None:
        """Changes whenever any process writes the note; None if there is none."""
        try:
            found = os.lstat(f"{folder}/{FILE_NAME}")
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns
