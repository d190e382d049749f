"""Homes that universities really have: no shared memory, no space, read-only, on two machines. Real file systems."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from native_host.storage.cache import FILE as CACHE_FILE
from native_host.storage.cache import Cache
from native_host.storage.submissions import journal, lease
from native_host.storage.submissions.receipt_store import MIGRATIONS
from native_host.submission import steps
from native_host.vault.vault import Vault
from native_host.wire.errors import CompanionError
from native_host.wire.identifiers import AccountKey
from tests.entries import ENTRY, elsewhere, handed_in
from tests.handing_in import until
from tests.mounts import fill, in_user_space, read_only, small_disk, twice

if TYPE_CHECKING:
    from pathlib import Path

    from native_host.storage.submissions.entry import Entry
    from native_host.storage.submissions.journal import Journal

ANNE = AccountKey("https://autolab.example.edu anne@example.edu")


def kept_in_wal(path: Path) -> bool:
    return path.read_bytes()[18:20] == b"\x02\x02"


def remembered(home: Path) -> object:
    with closing(Cache(str(home), Vault(str(home)))) as cache:
        found = cache.get(ANNE, "courses")
        return found and found.data


def filled(home: Path) -> None:
    with closing(elsewhere(home)) as book:
        handed_in(book, 2)
    with closing(Cache(str(home), Vault(str(home)))) as cache:
        cache.put(ANNE, "courses", data=[1], fetched_at=1)


def older_journal(home: Path) -> None:
    """As earlier companions made it."""
    with closing(sqlite3.connect(home / journal.FILE)) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
        raw.executescript(f"{MIGRATIONS[0]}; PRAGMA user_version = 1")
    (home / journal.FILE).chmod(0o600)


def test_without_shared_memory_everything_works_and_stays_so(tmp_path: Path) -> None:
    below = tmp_path / "below"
    with in_user_space(below, tmp_path / "mount", "-o", "direct_io") as home:
        with (
            closing(sqlite3.connect(home / "probe.sqlite")) as probe,
            pytest.raises(sqlite3.Error) as refused,
        ):
            probe.executescript("PRAGMA journal_mode = WAL; CREATE TABLE t (x)")
        assert refused.value.sqlite_errorname == "SQLITE_IOERR_SHMMAP"
        Vault(str(home)).write("first", {})
        older_journal(below)
        filled(home)
        assert remembered(home) == [1]
        with closing(elsewhere(home)) as book:
            assert (len(book.everything()[0]), book.survey().complete) == (2, True)
        assert not any(kept_in_wal(home / name) for name in (CACHE_FILE, journal.FILE))


def test_a_cache_with_a_log_that_comes_to_lie_there_is_read_and_gives_it_up(tmp_path: Path) -> None:
    below = tmp_path / "below"
    below.mkdir(mode=0o700)
    filled(below)
    assert kept_in_wal(below / CACHE_FILE)
    with in_user_space(below, tmp_path / "mount", "-o", "direct_io") as home:
        assert remembered(home) == [1]
        assert not kept_in_wal(home / CACHE_FILE)


def test_on_a_full_disk_all_is_read_on_and_the_words_are_the_disks(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "400k") as home:
        filled(home)
        filler = fill(home)
        assert remembered(home) == [1]
        with closing(elsewhere(home)) as book:
            assert (len(book.everything()[0]), book.survey().complete) == (2, True)
            with pytest.raises(CompanionError, match=r"(?i)no space") as refused:
                book.begin(replace(ENTRY, id="f" * 32))
            assert refused.value.name == "storage_failed"
            filler.unlink()
            assert len(book.everything()[0]) == 2, "what was not written is no receipt"
            book.begin(replace(ENTRY, id="f" * 32))
            assert book.survey().complete


def test_a_read_only_home_is_read(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir(mode=0o700)
    filled(tmp_path / "home")
    with read_only(tmp_path / "home", tmp_path / "mount") as home:
        assert remembered(home) == [1]
        with closing(elsewhere(home)) as book:
            assert (len(book.everything()[0]), book.survey().complete) == (2, True)
            with pytest.raises(CompanionError, match=r"(?i)read-only"):
                book.begin(replace(ENTRY, id="f" * 32))


def test_on_a_shared_home_no_log_is_used(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir(mode=0o700)
    filled(tmp_path / "below")
    with in_user_space(tmp_path / "below", tmp_path / "mount") as home:
        with closing(Cache(str(home), Vault(str(home)))) as cache:
            cache.leave_wal_if_shared()
            assert cache.get(ANNE, "courses") is not None
        assert not kept_in_wal(home / CACHE_FILE)


def test_two_mounts_with_locks_may_write_at_once(tmp_path: Path) -> None:
    below = tmp_path / "below"
    below.mkdir(mode=0o700)
    with twice(below, tmp_path / "one") as one, twice(below, tmp_path / "two") as two:
        Vault(str(one)).write("first", {})
        errors: list[BaseException] = []

        def work(home: Path, name: str) -> None:
            try:
                with closing(elsewhere(home)) as book:
                    for number in range(10):
                        entry = replace(ENTRY, id=f"{name}{number:031x}")
                        book.begin(entry)
                        book.update(steps.landed(entry, number, None, entry.sent_at + 1))
                        assert not book.survey().missing
            except BaseException as error:  # noqa: BLE001 - reported by the assertion
                errors.append(error)

        threads = [threading.Thread(target=work, args=each) for each in ((one, "a"), (two, "b"))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not errors
        with closing(elsewhere(below)) as book:
            assert len(book.everything()[0]) == 20
            assert book.survey().complete


def taken_over(book: Journal, entry: Entry) -> None:
    """The file system keeps for a second what it has read, so also how old the other's note was."""
    while True:
        try:
            return book.begin(entry)
        except CompanionError as error:
            assert error.name == "home_in_use"  # noqa: PT017 - until it is no more


def test_where_locks_reach_nobody_one_machine_writes_at_a_time(tmp_path: Path) -> None:
    below = tmp_path / "below"
    with in_user_space(below, tmp_path / "one") as one, in_user_space(below, tmp_path / "two") as two:
        with closing(elsewhere(one)) as here, closing(elsewhere(two)) as there:
            here.begin(ENTRY)
            for _ in range(2):
                with pytest.RaisesExc(CompanionError, check=lambda error: error.name == "home_in_use"):
                    there.begin(replace(ENTRY, id="b" * 32))
                assert here.update(replace(ENTRY, server_said="still ours"))
            for note in (below / "locks").glob(f"{lease.PREFIX}*"):
                os.utime(note, (1, time.time() - lease.SECONDS))
            taken_over(there, replace(ENTRY, id="b" * 32))
            assert len(there.everything()[0]) == 2
            until(lambda: len(here.everything()[0]) == 2)
            with pytest.RaisesExc(CompanionError, check=lambda error: error.name == "home_in_use"):
                here.begin(replace(ENTRY, id="c" * 32))
        with closing(elsewhere(below)) as book:
            assert len(book.everything()[0]) == 2
            assert book.survey().complete
