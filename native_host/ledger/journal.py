"""The journal of submissions, `receipts.sqlite`: sealed rows, flushed at each commit, never rebuilt away.

Each row is written before the first byte of its POST leaves, and once more when its fate is known; a settled
row is final. Names stand nowhere in clear: rows are found by keyed fingerprints.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from ..wire.errors import CompanionError
from .database import Database
from .entry import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..vault.vault import Vault

FILE = "receipts.sqlite"
MIGRATIONS = (
    """
    CREATE TABLE entry (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        target BLOB NOT NULL,
        open INTEGER NOT NULL,
        sealed BLOB NOT NULL
    );
    CREATE INDEX entry_target ON entry (target);
    CREATE INDEX entry_open ON entry (open) WHERE open
    """,
)
_COLUMNS = "SELECT id, target, sealed FROM entry"

Row = tuple[Any, Any, Any]
"""What SQLite finds; in a damaged file not even the types need be ours."""
UNREADABLE = frozenset({"record_damaged", "key_missing", "format_newer"})


class Journal:
    """What was handed in, ever. Safe to use from several threads and by several hosts at once.

    Every method raises storage_failed, storage_unsafe, ledger_damaged, format_newer or vault_locked; `get` also
    record_damaged and key_missing.
    """

    def __init__(self, home: str, vault: Vault) -> None:
        self._vault = vault
        self._path = f"{home}/{FILE}"
        self._database = Database(self._path, MIGRATIONS, lock=lambda: vault.lock("receipts"), precious=True)

    def begin(self, entry: Entry) -> None:
        """Add an entry; it is on the disk when this returns."""
        target = self.target_key(entry.target)
        with self._database.change() as connection:
            connection.execute(
                "INSERT INTO entry (id, target, open, sealed) VALUES (?, ?, ?, ?)",
                (entry.id, target, entry.open, self._sealed(entry, target)),
            )

    def update(self, entry: Entry) -> bool:
        """Replace an open entry; False if it was settled already, which is final."""
        target = self.target_key(entry.target)
        with self._database.change() as connection:
            changed = connection.execute(
                "UPDATE entry SET open = ?, sealed = ? WHERE id = ? AND open",
                (entry.open, self._sealed(entry, target), entry.id),
            )
            return changed.rowcount == 1

    def get(self, entry_id: str) -> Entry | None:
        """One entry."""
        rows = self._rows(f"{_COLUMNS} WHERE id = ?", entry_id)
        return self._unsealed(rows[0]) if rows else None

    def unsettled(self) -> list[Entry]:
        """Entries whose fate may still become known, oldest first; unreadable rows are passed over."""
        return self._readable(self._rows(f"{_COLUMNS} WHERE open ORDER BY number"))[0]

    def to(self, target: tuple[str, str, str, str]) -> tuple[list[Entry], int]:
        """Readable entries of one (server, account, course, assessment), newest first, and the number of others.

        One of the others may be the very file that is about to be sent again.
        """
        rows = self._rows(f"{_COLUMNS} WHERE target = ? ORDER BY number DESC", self.target_key(target))
        return self._readable(rows)

    def everything(self) -> tuple[list[Entry], int]:
        """All readable entries, newest first, and the number of rows that are damaged or whose key is gone."""
        return self._readable(self._rows(f"{_COLUMNS} ORDER BY number DESC"))

    def target_key(self, target: tuple[str, str, str, str]) -> bytes:
        """The opaque key of a target, for rows and locks."""
        return self._vault.fingerprint("submission target", *target)

    def reseal(self) -> int:
        """Seal every readable row with the vault's newest key; gives their number."""
        with self._database.change() as connection:
            rows: list[Row] = connection.execute(_COLUMNS).fetchall()
            for entry in self._readable(rows)[0]:
                sealed = self._sealed(entry, self.target_key(entry.target))
                connection.execute("UPDATE entry SET sealed = ? WHERE id = ?", (sealed, entry.id))
        return len(rows)

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        self._database.close()

    def _rows(self, query: str, *values: object) -> list[Row]:
        if not os.path.exists(self._path):  # noqa: PTH110 - pathlib is not needed for one stat
            return []  # asking what was submitted must not make a vault
        with self._database.use() as connection:
            return connection.execute(query, values).fetchall()

    def _readable(self, rows: Iterable[Row]) -> tuple[list[Entry], int]:
        entries, unreadable = [], 0
        for row in rows:
            try:
                entries.append(self._unsealed(row))
            except CompanionError as error:
                if error.name not in UNREADABLE:
                    raise
                unreadable += 1
        return entries, unreadable

    def _sealed(self, entry: Entry, target: bytes) -> bytes:
        plain = json.dumps(entry.as_record(), separators=(",", ":")).encode()
        return self._vault.seal(_label(entry.id, target), plain)

    def _unsealed(self, row: Row) -> Entry:
        entry_id, target, sealed = row
        # A flipped bit can make them anything.
        if not (isinstance(target, bytes) and isinstance(sealed, bytes)):
            raise CompanionError("record_damaged", detail="a receipt")
        plain = self._vault.unseal(_label(entry_id, target), sealed)
        return Entry.from_record(json.loads(plain))


def _label(entry_id: str, target: bytes) -> str:
    """The place a row is sealed for: its content can't be moved to another row or target."""
    return f"receipt {entry_id} {target.hex()}"
