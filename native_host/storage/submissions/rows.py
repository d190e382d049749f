"""The rows of the journal: an entry sealed for its place, and whatever a damaged file shows instead."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ...wire.errors import CompanionError
from ..disk_errors import is_damage
from ..sqlite import sqlite3
from .entry import Entry
from .survey import Found

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ...vault.vault import Vault
    from .sealed_row import SealedRow

_ROWS = "SELECT id, target, sealed FROM entry NOT INDEXED"  # an index may be damaged where the rows are well
_BEYOND = 64
"""Rows looked for in a damaged file beyond those that are known of."""


def every_row(connection: sqlite3.Connection, known_of: int = 0) -> list[SealedRow]:
    """All rows in the order of writing; of a file that is damaged in part those that can be reached."""
    try:
        return connection.execute(f"{_ROWS} ORDER BY number").fetchall()
    except sqlite3.DatabaseError as error:
        if not (known_of and is_damage(error)):
            raise
        reached = [row for number in range(1, known_of + _BEYOND) for row in _numbered(connection, number)]
        if not reached:
            raise
        return reached


def rows_of(connection: sqlite3.Connection, entry_id: str) -> list[SealedRow]:
    """The row of one entry, if it is there."""
    return connection.execute(f"{_ROWS} WHERE id = ?", (entry_id,)).fetchall()


def write(connection: sqlite3.Connection, entry: Entry, target: bytes, sealed: bytes) -> None:
    """Add the entry's row, or replace it where it is."""
    changed = connection.execute(
        "UPDATE entry NOT INDEXED SET target = ?, open = ?, sealed = ? WHERE id = ?",
        (target, entry.open, sealed, entry.id),
    )
    if not changed.rowcount:
        add(connection, entry, target, sealed)


def discard(connection: sqlite3.Connection, is_given_up: Callable[[SealedRow], bool]) -> None:
    """Delete the rows that are given up; of a file that is damaged in part none."""
    try:
        found = connection.execute("SELECT number, id, target, sealed FROM entry NOT INDEXED").fetchall()
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return
    for number, *row in found:
        if is_given_up((row[0], row[1], row[2])):
            connection.execute("DELETE FROM entry WHERE number = ?", (number,))


def add(connection: sqlite3.Connection, entry: Entry, target: bytes, sealed: bytes) -> None:
    """Add the entry's row; an entry begins once."""
    connection.execute(
        "INSERT INTO entry (id, target, open, sealed) VALUES (?, ?, ?, ?)",
        (entry.id, target, entry.open, sealed),
    )


def _numbered(connection: sqlite3.Connection, number: int) -> list[SealedRow]:
    try:
        return connection.execute(f"{_ROWS} WHERE number = ?", (number,)).fetchall()
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return []


class Sealing:
    """Entries to sealed rows and back."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def seal(self, entry: Entry, target: bytes, revision: int) -> bytes:
        """The entry, sealed for its row, and how often it was written."""
        record = {"revision": revision, **entry.as_record()}
        return self._vault.seal(_label(entry.id, target), json.dumps(record, separators=(",", ":")).encode())

    def unseal(self, row: SealedRow) -> Found:
        """What the row holds. Raises what keeps every row from being read, such as vault_locked."""
        entry_id, target, sealed = row
        if not (
            isinstance(target, bytes) and isinstance(sealed, bytes)
        ):  # a flipped bit can make them anything
            return Found(entry_id, None, trouble="record_damaged")
        try:
            record = json.loads(self._vault.unseal(_label(entry_id, target), sealed))
        except CompanionError as error:
            if error.kind != "record" and error.name != "key_missing":
                raise
            return Found(entry_id, None, trouble=error.name)
        return Found(entry_id, Entry.from_record(record), record.get("revision", 0))

    def each(self, rows: Iterable[SealedRow]) -> list[Found]:
        """As unseal, for all of them."""
        return [self.unseal(row) for row in rows]


def _label(entry_id: str, target: bytes) -> str:
    """The place a row is sealed for: its content can't be moved to another row or target."""
    return f"receipt {entry_id} {target.hex()}"
