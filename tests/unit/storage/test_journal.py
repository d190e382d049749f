"""The journal: written before, updated once, final after, and never rebuilt away."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from native_host.storage.submissions.entry import LANDED
from native_host.storage.submissions.journal import FILE, Journal
from native_host.submission import steps
from native_host.wire.errors import CompanionError
from native_host.wire.identifiers import Email
from tests.entries import ENTRY, elsewhere

if TYPE_CHECKING:
    from pathlib import Path


def test_a_begun_entry_is_there_for_the_next_host(journal: Journal, companion_home: Path) -> None:
    journal.begin(ENTRY)
    with closing(elsewhere(companion_home)) as other:
        assert other.get(ENTRY.id) == ENTRY
        assert other.unsettled() == [ENTRY]
        assert other.to(ENTRY.target) == ([ENTRY], 0)


def test_asking_a_fresh_installation_makes_nothing(journal: Journal, companion_home: Path) -> None:
    assert journal.everything() == ([], 0)
    assert journal.unsettled() == []
    assert not companion_home.exists()


def test_each_entry_begins_once(journal: Journal) -> None:
    journal.begin(ENTRY)
    with pytest.RaisesExc(CompanionError, check=lambda error: error.name == "storage_failed"):
        journal.begin(ENTRY)


def test_settled_is_final(journal: Journal) -> None:
    journal.begin(ENTRY)
    landed = steps.landed(ENTRY, 1, "1_mm.c", ENTRY.sent_at + 1)
    assert journal.update(landed)
    assert not journal.update(steps.never_sent(ENTRY, "cancelled", ENTRY.sent_at + 2))
    assert journal.get(ENTRY.id) == landed
    assert journal.unsettled() == []
    assert landed.state == LANDED


def test_targets_are_kept_apart_and_newest_comes_first(journal: Journal) -> None:
    elsewhere = replace(ENTRY, id="b" * 32, account=Email("other@example.edu"))
    later = replace(ENTRY, id="c" * 32)
    for entry in (ENTRY, elsewhere, later):
        journal.begin(entry)
    assert [entry.id for entry in journal.to(ENTRY.target)[0]] == [later.id, ENTRY.id]
    assert [entry.id for entry in journal.everything()[0]] == [later.id, elsewhere.id, ENTRY.id]


def test_the_newest_is_so_by_the_servers_clock(journal: Journal) -> None:
    year = 365 * 86_400
    for number, ahead in enumerate((0, year, 0)):
        sent_at, listed_at = ENTRY.sent_at + 60 * number + ahead, ENTRY.sent_at + 60 * number
        journal.begin(replace(ENTRY, id=f"{number:032x}", sent_at=sent_at, listed_at=listed_at))
    assert [int(entry.id, 16) for entry in journal.survey().entries] == [2, 1, 0]
    assert [int(entry.id, 16) for entry in journal.to(ENTRY.target)[0]] == [2, 1, 0]


def test_nothing_about_the_student_stands_in_clear(journal: Journal, companion_home: Path) -> None:
    journal.begin(ENTRY)
    for file in companion_home.glob(FILE + "*"):
        content = file.read_bytes()
        for word in (b"stu@example.edu", b"malloclab", b"mm.c", b"15213", b"autolab.example"):
            assert word not in content
        assert file.stat().st_mode & 0o077 == 0


def test_a_tampered_row_is_counted_and_stops_only_its_own_target(
    journal: Journal, companion_home: Path
) -> None:
    elsewhere = replace(ENTRY, id="b" * 32, assessment="cachelab")
    journal.begin(ENTRY)
    journal.begin(elsewhere)
    with closing(sqlite3.connect(companion_home / FILE)) as raw, raw:
        (sealed,) = raw.execute("SELECT sealed FROM entry WHERE id = ?", (elsewhere.id,)).fetchone()
        raw.execute("UPDATE entry SET sealed = ? WHERE id = ?", (sealed, ENTRY.id))
    assert journal.everything() == ([elsewhere], 1)
    assert journal.unsettled() == [elsewhere]
    assert journal.to(elsewhere.target) == ([elsewhere], 0)
    assert journal.to(ENTRY.target) == ([], 1)


@pytest.mark.parametrize(
    "damage",
    [
        "sealed = NULL",
        "sealed = 7",
        "sealed = x'00'",
        "sealed = 'text'",
        "target = 1.5",
        "id = CAST(x'ff61' AS TEXT)",
        "sealed = CAST(substr(sealed, 1, 4) || x'63' || substr(sealed, 6) AS BLOB)",
    ],
)
def test_one_damaged_row_hides_no_other(journal: Journal, companion_home: Path, damage: str) -> None:
    kept = replace(ENTRY, id="b" * 32)
    journal.begin(ENTRY)
    journal.begin(kept)
    with closing(sqlite3.connect(companion_home / FILE)) as raw, raw:
        raw.execute("PRAGMA writable_schema = ON")  # what the schema forbids a flipped bit can do
        raw.execute("UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '') WHERE name = 'entry'")
    with closing(sqlite3.connect(companion_home / FILE)) as raw, raw:
        raw.execute(f"UPDATE entry SET {damage} WHERE id = ?", (ENTRY.id,))  # noqa: S608 - this test's own words
    journal.close()
    assert journal.everything() == ([kept], 1)
    assert journal.unsettled() == [kept]
    assert journal.to(ENTRY.target)[0] == [kept]


def test_a_damaged_file_is_left_as_it_is(journal: Journal, companion_home: Path) -> None:
    journal.begin(ENTRY)
    journal.close()
    file = companion_home / FILE
    file.write_bytes(b"not a database" * 500)
    with pytest.RaisesExc(CompanionError, check=lambda error: error.name == "ledger_damaged"):
        journal.everything()
    assert file.read_bytes() == b"not a database" * 500


def test_receipts_whose_vault_is_gone_are_no_empty_journal(journal: Journal, companion_home: Path) -> None:
    journal.begin(ENTRY)
    for kept in (companion_home / "vault").rglob("*"):
        if kept.is_file():
            kept.unlink()
    with closing(elsewhere(companion_home)) as other:
        with pytest.raises(CompanionError, match="key_missing"):
            other.begin(replace(ENTRY, id="d" * 32))
        with pytest.raises(CompanionError, match="key_missing"):
            other.to(ENTRY.target)


def test_resealing_keeps_every_receipt(journal: Journal) -> None:
    journal.begin(ENTRY)
    journal.update(steps.landed(ENTRY, 1, "1_mm.c", ENTRY.sent_at + 1))
    assert journal.reseal() == 1
    (entry,), unreadable = journal.everything()
    assert (entry.version, unreadable) == (1, 0)


def test_many_threads_and_hosts_write_at_once(journal: Journal, companion_home: Path) -> None:
    hosts = [journal, elsewhere(companion_home)]
    errors: list[BaseException] = []

    def write(number: int) -> None:
        try:
            entry = replace(ENTRY, id=f"{number:032x}")
            hosts[number % 2].begin(entry)
            hosts[number % 2].update(steps.landed(entry, number, None, entry.sent_at + 1))
        except BaseException as error:  # noqa: BLE001 - reported by the assertion
            errors.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    hosts[1].close()
    assert not errors
    assert sorted(entry.version or 0 for entry in journal.everything()[0]) == list(range(16))
