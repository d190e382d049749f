"""Where receipts lie: the rows in `receipts.sqlite`, and their tally beside it, written together in one order."""

from __future__ import annotations

import os
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from ..database import Database
from . import rows
from .lease import take as take_lease
from .rows import Sealing
from .tally import Tally, TallyFile, TallyLine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from sqlite3 import Connection

    from ...vault.vault import Vault
    from .entry import Entry
    from .sealed_row import SealedRow

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


class ReceiptStore:
    """Rows and tally in the data folder `home`. Raises as Journal says."""

    def __init__(self, home: str, vault: Vault) -> None:
        self._home, self._vault = home, vault
        self._path = f"{home}/{FILE}"
        self._database = Database(self._path, MIGRATIONS, lock=partial(vault.lock, "receipts"), precious=True)
        self.sealing = Sealing(vault)
        self.tally = TallyFile(home, vault)

    @property
    def exists(self) -> bool:
        """Whether there is anything; needs no key."""
        return os.path.lexists(self._path) or self.tally.exists

    def rows(self, known_of: int = 0) -> list[SealedRow]:
        """All rows; of a damaged file those that can be reached, if `known_of` says that there are some."""
        if not os.path.lexists(self._path):
            return []
        with self._database.use() as connection:
            return rows.every_row(connection, known_of)

    def change(self) -> AbstractContextManager[Connection]:
        """A transaction on the rows."""
        return self._database.change()

    @contextmanager
    def alone(self) -> Iterator[Tally]:
        """Alone among writers, with the tally, to be saved after the rows. What a killed host wrote last is in it."""
        with self._vault.lock("receipts and tally"):
            take_lease(self._home)
            loaded = self.tally.load()
            tally = loaded or Tally()
            rows = self.rows(len(tally.lines))
            read = self.sealing.each(row for row in rows if not tally.vouches_for(row))
            new = [found for found in read if found.id not in tally.lines]
            for found in new:
                if found.entry is not None:
                    self.note(tally, found.entry, found.revision)
            tally.vouch(rows, {found.id for found in read if found.settled})
            if loaded is None:
                tally.doubt = any(found.revision for found in new)
                self.tally.save(tally)  # before the first row that says there is a tally
            yield tally

    def target_key(self, target: tuple[str, str, str, str]) -> bytes:
        """The opaque key of a target."""
        return self._vault.fingerprint("submission target", *target)

    def write(self, connection: Connection, tally: Tally, entry: Entry, revision: int) -> None:
        """Add or replace the entry's row and its line."""
        target = self.target_key(entry.target)
        rows.write(connection, entry, target, self.sealing.seal(entry, target, revision))
        self.note(tally, entry, revision)

    def note(self, tally: Tally, entry: Entry, revision: int) -> None:
        """Add or replace the entry's line."""
        tally.lines[entry.id] = TallyLine(entry.sent_at, revision, self.target_key(entry.target).hex())

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        self._database.close()
