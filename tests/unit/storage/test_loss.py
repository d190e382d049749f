"""No receipt is lost without a sign: files that are gone, older, damaged, or sealed with a key that is gone."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from native_host.storage.submissions.journal import FILE, Journal
from native_host.storage.submissions.receipt_store import MIGRATIONS
from native_host.storage.submissions.rows import Sealing, add
from native_host.submission import steps
from native_host.vault.vault import Vault
from native_host.wire.errors import CompanionError
from tests.entries import ENTRY, elsewhere, handed_in

if TYPE_CHECKING:
    from pathlib import Path


def test_the_file_alone_is_complete_after_each_write(
    journal: Journal, companion_home: Path, tmp_path: Path
) -> None:
    kept = handed_in(journal, 3)
    copy = tmp_path / "copy"
    shutil.copytree(companion_home, copy)
    (copy / FILE).unlink()
    shutil.copyfile(companion_home / FILE, copy / FILE)
    (copy / FILE).chmod(0o600)
    assert not [side.name for side in companion_home.glob(f"{FILE}-*") if side.stat().st_size]
    with closing(elsewhere(copy)) as other:
        assert other.everything() == (kept[::-1], 0)
        assert other.survey().complete


def test_receipts_of_a_lost_file_are_counted(journal: Journal, companion_home: Path) -> None:
    handed_in(journal, 3)
    journal.close()
    (companion_home / FILE).unlink()
    with closing(elsewhere(companion_home)) as other:
        found = other.survey()
        assert (found.entries, found.missing, found.since) == ([], 3, ENTRY.sent_at)
        assert other.to(ENTRY.target) == ([], 3)
        assert other.to((*ENTRY.target[:3], "cachelab")) == ([], 0)


def test_an_empty_file_in_its_place_is_no_beginning(journal: Journal, companion_home: Path) -> None:
    handed_in(journal, 2)
    journal.close()
    (companion_home / FILE).write_bytes(b"")
    with closing(elsewhere(companion_home)) as other:
        assert other.survey().missing == 2
        other.begin(replace(ENTRY, id="f" * 32))
        assert (len(other.survey().entries), other.survey().missing) == (1, 2)


def test_an_older_copy_is_told_from_what_was_there(
    journal: Journal, companion_home: Path, tmp_path: Path
) -> None:
    journal.begin(ENTRY)
    shutil.copyfile(companion_home / FILE, tmp_path / "older")
    journal.update(steps.landed(ENTRY, 1, None, ENTRY.sent_at + 1))
    journal.begin(replace(ENTRY, id="b" * 32, sent_at=ENTRY.sent_at + 60))
    journal.close()
    shutil.copyfile(tmp_path / "older", companion_home / FILE)
    with closing(elsewhere(companion_home)) as other:
        found = other.survey()
        assert (found.entries, found.outdated, found.missing) == ([ENTRY], 1, 1)
        assert found.since == ENTRY.sent_at + 60


def test_a_log_of_an_older_companion_that_was_not_copied_is_missed(
    companion_home: Path, tmp_path: Path
) -> None:
    """The journal of earlier builds: all in the write-ahead log, the file itself empty."""
    vault = Vault(str(companion_home))
    vault.write("x", {})
    connection = sqlite3.connect(companion_home / FILE, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(f"{MIGRATIONS[0]}; PRAGMA user_version = 1")
    target = vault.fingerprint("submission target", *ENTRY.target)
    add(connection, ENTRY, target, Sealing(vault).seal(ENTRY, target, 0))
    for file in companion_home.glob(f"{FILE}*"):
        file.chmod(0o600)
    with closing(elsewhere(companion_home)) as journal:
        journal.begin(replace(ENTRY, id="b" * 32))
        assert [kept.id for kept in journal.everything()[0]] == ["b" * 32, ENTRY.id]
        assert journal.survey().complete
        log = (companion_home / f"{FILE}-wal").stat().st_size
        assert log == 0, "even while an older host holds the file, all is in the file itself"
    connection.close()
    with closing(elsewhere(companion_home)) as journal:
        assert len(journal.everything()[0]) == 2
    assert not (companion_home / f"{FILE}-wal").exists()
    with closing(sqlite3.connect(companion_home / FILE)) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_a_row_that_is_gone_is_missed_and_one_that_is_damaged_is_counted_once(
    journal: Journal, companion_home: Path
) -> None:
    handed_in(journal, 4)
    with closing(sqlite3.connect(companion_home / FILE)) as raw, raw:
        raw.execute("DELETE FROM entry WHERE number = 2")
        raw.execute("UPDATE entry SET sealed = x'00' WHERE number = 3")
        raw.execute("UPDATE entry SET id = 'other' WHERE number = 4")
    found = journal.survey()
    assert (len(found.entries), found.unreadable, found.missing) == (1, 2, 1)


@pytest.mark.parametrize("damage", ["open = 0", "number = number + 40", "target = x'00'"])
def test_what_sqlite_knows_of_a_row_hides_nothing(
    journal: Journal, companion_home: Path, damage: str
) -> None:
    journal.begin(ENTRY)
    with closing(sqlite3.connect(companion_home / FILE)) as raw, raw:
        raw.execute(f"UPDATE entry SET {damage}")  # noqa: S608 - this test's own words
    open_ones, (known, others) = journal.unsettled(), journal.to(ENTRY.target)
    assert len(open_ones) + others == 1
    assert len(known) + others == 1
    assert journal.update(steps.landed(ENTRY, 1, None, ENTRY.sent_at + 1)), "what is known here is made good"
    assert journal.survey().complete


def test_indexes_that_lie_hide_nothing(journal: Journal, companion_home: Path) -> None:
    journal.begin(ENTRY)
    journal.close()
    with closing(sqlite3.connect(companion_home / FILE)) as raw, raw:
        raw.execute("PRAGMA writable_schema = ON")
        roots = dict(raw.execute("SELECT name, rootpage FROM sqlite_master WHERE type = 'index'"))
        names = ["sqlite_autoindex_entry_1", "entry_target", "entry_open"]
        for name, other in zip(names, names[1:] + names[:1], strict=True):
            raw.execute("UPDATE sqlite_master SET rootpage = ? WHERE name = ?", (roots[other], name))
    assert journal.get(ENTRY.id) == ENTRY
    assert journal.to(ENTRY.target) == ([ENTRY], 0)
    assert journal.unsettled() == [ENTRY]
    with pytest.RaisesExc(CompanionError, check=lambda error: error.name == "ledger_damaged"):
        journal.update(steps.landed(ENTRY, 1, None, ENTRY.sent_at + 1))


def test_a_page_that_is_damaged_costs_its_own_rows_only(journal: Journal, companion_home: Path) -> None:
    handed_in(journal, 24)
    journal.close()
    path = companion_home / FILE
    whole = bytearray(path.read_bytes())
    with closing(sqlite3.connect(path)) as raw:
        leaf = (
            raw.execute(
                "SELECT pageno FROM dbstat WHERE name = 'entry' AND pagetype = 'leaf' ORDER BY pageno LIMIT 1"
            ).fetchone()[0]
            if _has_dbstat(raw)
            else len(whole) // 4096
        )
    whole[(leaf - 1) * 4096 : leaf * 4096] = bytes(4096)
    path.write_bytes(whole)
    found = journal.survey()
    assert 0 < len(found.entries) < 24
    assert len(found.entries) + found.unreadable + found.missing == 24


def _has_dbstat(raw: sqlite3.Connection) -> bool:
    return ("ENABLE_DBSTAT_VTAB",) in raw.execute("PRAGMA compile_options").fetchall()


def test_without_a_key_there_is_an_error_and_no_empty_list(journal: Journal, companion_home: Path) -> None:
    handed_in(journal, 1)
    journal.close()
    shutil.rmtree(companion_home / "vault")
    with closing(elsewhere(companion_home)) as other:
        for ask in (other.survey, other.everything, other.unsettled):
            with pytest.RaisesExc(CompanionError, check=lambda error: error.name == "key_missing"):
                ask()
    assert not (companion_home / "vault").exists(), "asking makes no key"


def test_with_a_damaged_note_there_is_an_error_and_no_empty_list(
    journal: Journal, companion_home: Path
) -> None:
    kept = handed_in(journal, 1)
    journal.close()
    note = companion_home / "vault" / "custody.json"
    note.write_bytes(b"{")
    with closing(elsewhere(companion_home)) as other:
        assert other.everything() == (kept, 0), "the key lies beside the note"
    note.write_bytes(b"{")
    (companion_home / "vault" / "key").unlink()
    with closing(elsewhere(companion_home)) as other, pytest.raises(CompanionError):
        other.survey()
