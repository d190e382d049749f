"""The journal of submissions, `receipts.sqlite`: sealed rows, flushed at each commit, never rebuilt away.

Each row is written before the first byte of its POST leaves, before the last one does, and when its fate is known;
a settled row changes only where the server shows otherwise afterwards. Names stand nowhere in clear: rows are found
by keyed fingerprints. Which rows there must be is told by the tally, not by SQLite: no index is asked, for a flipped
bit in one hides rows that are well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...wire.errors import CompanionError
from . import rows
from .receipt_store import FILE, ReceiptStore
from .survey import Survey, survey
from .tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...vault.vault import Vault
    from .entry import Entry
    from .survey import Found

    Target = tuple[str, str, str, str]

__all__ = ["FILE", "Journal"]


class Journal:
    """What was handed in, ever. Safe to use from several threads and by several hosts at once.

    Every method raises storage_failed, storage_unsafe, home_unfit, ledger_damaged, format_newer, vault_locked,
    key_missing or keychain_unavailable. Single receipts that cannot be read are counted.
    """

    def __init__(self, home: str, vault: Vault) -> None:
        self._vault = vault
        self._store = ReceiptStore(home, vault)
        self.begun_here: set[str] = set()
        """Entries that this very journal has begun; other hosts have theirs."""

    def begin(self, entry: Entry) -> None:
        """Add an entry; it and its line in the tally are on the disk when this returns."""
        store, target = self._store, self.target_key(entry.target)
        self.begun_here.add(entry.id)
        with store.alone() as tally:
            with store.change() as connection:
                rows.add(connection, entry, target, store.sealing.seal(entry, target, 1))
            store.note(tally, entry, 1)
            try:
                store.tally.save(tally)
            except CompanionError:  # then nothing is sent, so there shall be no receipt
                with store.change() as connection:
                    connection.execute("DELETE FROM entry WHERE id = ?", (entry.id,))
                raise

    def update(self, entry: Entry) -> bool:
        """Replace an open entry; False if it was settled already, or erased."""
        return self._replace(entry, settled=False)

    def amend(self, entry: Entry) -> bool:
        """Replace a settled entry by what the server showed of it afterwards; False if it is not settled, or erased."""
        return self._replace(entry, settled=True)

    def _replace(self, entry: Entry, *, settled: bool) -> bool:
        store = self._store
        with store.alone() as tally:
            with store.change() as connection:
                held = store.sealing.each(rows.rows_of(connection, entry.id))
                # A row that was lost or damaged meanwhile is known here, so it is made good.
                if _settled(held) is not settled or not (held or entry.id in tally.lines):
                    return False
                store.write(connection, tally, entry, 1 + _revision(tally, entry, held))
            store.tally.save(tally)
            return True

    def get(self, entry_id: str) -> Entry | None:
        """One entry. Raises record_damaged."""
        store = self._store
        found = next((store.sealing.unseal(row) for row in store.rows() if row[0] == entry_id), None)
        if found is not None and found.trouble is not None:
            raise CompanionError(found.trouble, detail="a receipt")
        return None if found is None else found.entry

    def unsettled(self) -> list[Entry]:
        """Entries whose fate may still become known, oldest first; unreadable rows are passed over.

        What the tally vouches for as settled stays sealed.
        """
        return [entry for entry in reversed(self._surveyed(settled=False).entries) if entry.open]

    def to(self, *targets: Target) -> tuple[list[Entry], int]:
        """Readable entries of these (server, account, course, assessment), newest first, and the number of others.

        The others are damaged, missing or not as they were last written: one of them may be the very file that is
        about to be sent again.
        """
        if not self._store.exists:
            return [], 0
        keys, tally = {self.target_key(target) for target in targets}, self._store.tally.load()
        lines, names = {} if tally is None else tally.lines, {key.hex() for key in keys}
        ours = {each: line for each, line in lines.items() if line.target in names}
        chosen = [row for row in self._store.rows(len(lines)) if row[0] in ours or row[1] in keys]
        known = None if tally is None else Tally(ours, doubt=tally.doubt)
        found = survey(self._store.sealing.each(chosen), known)
        return found.entries, found.unreadable + found.missing + found.outdated + found.doubt

    def everything(self) -> tuple[list[Entry], int]:
        """All readable entries, newest first, and the number of rows that are damaged or whose key is gone."""
        found = self.survey()
        return found.entries, found.unreadable

    def survey(self) -> Survey:
        """Everything there is, and what is missing.

        Raises key_missing where nothing can be read for want of its key: that is not an empty journal.
        """
        return self._surveyed()

    def _surveyed(self, *, settled: bool = True) -> Survey:
        if not self._store.exists:
            return Survey([])  # asking what was submitted must not make a vault
        if self._vault.key_store.keyset() is None:
            raise CompanionError("key_missing")
        tally = self._store.tally.load()  # before the rows: it never knows more than they do
        there = self._store.rows(0 if tally is None else len(tally.lines))
        if tally is not None and not settled:
            known = {row[0] for row in there if tally.vouches_for(row)}  # a damaged file can show one twice
            there = [row for row in there if row[0] not in known]
        found = self._store.sealing.each(there)
        surveyed = survey(found, tally)
        if not surveyed.entries and any(row.trouble == "key_missing" for row in found):
            raise CompanionError("key_missing")
        return surveyed

    def restore(self, entries: Iterable[Entry]) -> dict[str, int]:
        """Bring back what a copy has: the numbers of {added, mended, kept}. What is here and settled stays."""
        store, counts = self._store, {"added": 0, "mended": 0, "kept": 0}
        with store.alone() as tally:
            with store.change() as connection:
                for entry in entries:
                    held = store.sealing.each(rows.rows_of(connection, entry.id))
                    revision = max(_revision(tally, entry, held), 1)
                    current = any(found.entry is not None and found.revision == revision for found in held)
                    if _settled(held) or (current and entry.open):
                        counts["kept"] += 1
                        continue
                    store.write(connection, tally, entry, revision)
                    counts["mended" if held else "added"] += 1
            store.tally.save(tally)
        return counts

    def accept_losses(self) -> None:
        """Say no more of what is missing or damaged by now: damaged rows go, the tally becomes what is here.

        A row whose key is gone stays: the key may come back.
        """
        store = self._store
        with store.alone() as tally:
            with store.change() as connection:
                rows.discard(connection, lambda row: store.sealing.unseal(row).trouble == "record_damaged")
            found = {row.id: row for row in store.sealing.each(store.rows(len(tally.lines)))}
            lines = {each: line for each, line in tally.lines.items() if each in found}
            tally.lines, tally.doubt = lines, False
            for row in found.values():
                if row.entry is not None:
                    store.note(tally, row.entry, row.revision)
            store.tally.save(tally)

    def target_key(self, target: Target) -> bytes:
        """The opaque key of a target, for rows and locks."""
        return self._store.target_key(target)

    def reseal(self) -> int:
        """Seal every readable row and the tally with the vault's newest key; gives the number of rows."""
        store = self._store
        with store.alone() as tally:
            with store.change() as connection:
                all_rows = rows.every_row(connection)
                for found in store.sealing.each(all_rows):
                    if found.entry is not None:
                        store.write(connection, tally, found.entry, found.revision)
            store.tally.save(tally)
        return len(all_rows)

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        self._store.close()


def _revision(tally: Tally, entry: Entry, held: Iterable[Found]) -> int:
    return max(tally.revision(entry.id), *(found.revision for found in held), 0)


def _settled(held: Iterable[Found]) -> bool:
    return any(found.settled for found in held)
