from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from native_host.storage.cache import Cache
from native_host.storage.database import Database
from native_host.timestamps import DAY
from native_host.vault.key_management import rekey
from native_host.vault.keyset import KEPT_KEYS
from native_host.vault.vault import Vault
from native_host.wire.identifiers import AccountKey

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ANNE = AccountKey("https://autolab.example.edu anne@example.edu")
BERT = AccountKey("https://autolab.example.edu bert@example.edu")


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    monkeypatch.setenv("AUTOLAB_COMPANION_CUSTODY", "keyfile")
    return Vault(str(tmp_path))


@pytest.fixture
def cache(tmp_path: Path, vault: Vault, clock: Clock) -> Iterator[Cache]:
    with closing(Cache(str(tmp_path), vault, clock=clock, limit=20_000)) as opened:
        yield opened


def test_an_answer_is_remembered_with_its_age(cache: Cache) -> None:
    assert cache.get(ANNE, "courses") is None
    cache.put(ANNE, "courses", data=[{"name": "cs101"}], fetched_at=12.5)
    found = cache.get(ANNE, "courses")
    assert found is not None
    assert (found.data, found.fetched_at) == ([{"name": "cs101"}], 12.5)


def test_accounts_and_keys_do_not_mix(cache: Cache) -> None:
    cache.put(ANNE, "a", "bc", data=1, fetched_at=1)
    assert cache.get(BERT, "a", "bc") is None
    assert cache.get(ANNE, "ab", "c") is None
    cache.put(BERT, "a", "bc", data=2, fetched_at=1)
    cache.forget(ANNE)
    cache.drop(BERT, "nothing")
    kept = cache.get(BERT, "a", "bc")
    assert cache.get(ANNE, "a", "bc") is None
    assert kept is not None
    assert kept.data == 2


def test_nothing_stands_in_clear_on_the_disk(cache: Cache, tmp_path: Path) -> None:
    cache.put(ANNE, "badges", "very-secret-course", data={"score": "ninety-one"}, fetched_at=1)
    stored = b"".join(entry.read_bytes() for entry in tmp_path.glob("ledger.sqlite*"))
    for word in (b"anne", b"badges", b"very-secret-course", b"score", b"ninety-one"):
        assert word not in stored


def test_an_answer_whose_key_was_retired_is_not_remembered(cache: Cache, vault: Vault) -> None:
    cache.put(ANNE, "courses", data=[1], fetched_at=1)
    for _ in range(KEPT_KEYS):
        rekey(vault)
    assert cache.get(ANNE, "courses") is None
    cache.put(ANNE, "courses", data=[2], fetched_at=1)
    assert cache.get(ANNE, "courses") is not None


def test_resealed_answers_outlive_their_old_key(cache: Cache, vault: Vault) -> None:
    cache.put(ANNE, "courses", data=[1], fetched_at=1)
    for _ in range(KEPT_KEYS):
        rekey(vault, cache.reseal)
    found = cache.get(ANNE, "courses")
    assert found is not None
    assert found.data == [1]


def test_an_answer_that_cannot_be_read_does_not_stop_the_others(
    cache: Cache, vault: Vault, tmp_path: Path
) -> None:
    cache.put(ANNE, "courses", data=[1], fetched_at=1)
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as connection, connection:
        connection.execute("UPDATE answer SET sealed = x'00'")
    cache.put(BERT, "courses", data=[2], fetched_at=1)
    rekey(vault, cache.reseal)
    assert cache.get(ANNE, "courses") is None
    assert cache.get(BERT, "courses") is not None


def test_a_value_moved_to_another_row_is_not_believed(cache: Cache, tmp_path: Path) -> None:
    cache.put(ANNE, "scores", data=[100], fetched_at=1)
    cache.put(BERT, "scores", data=[0], fetched_at=1)
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as plain, plain:
        plain.execute("UPDATE answer SET sealed = (SELECT sealed FROM answer ORDER BY rowid LIMIT 1)")
    assert cache.get(BERT, "scores") is None
    assert cache.get(ANNE, "scores") is not None


def test_what_is_not_used_goes_first_when_space_is_short(cache: Cache, clock: Clock) -> None:
    for name in ("old", "used"):
        cache.put(ANNE, name, data="x" * 4000, fetched_at=1)
    clock.now += 2 * DAY
    assert cache.get(ANNE, "used") is not None
    for number in range(3):
        cache.put(ANNE, f"new{number}", data="x" * 4000, fetched_at=1)
    assert cache.get(ANNE, "old") is None
    assert all(cache.get(ANNE, name) for name in ("used", "new0", "new1", "new2"))


def test_an_answer_larger_than_all_space_is_not_kept_and_drives_nothing_out(cache: Cache) -> None:
    cache.put(ANNE, "small", data="x", fetched_at=1)
    cache.put(ANNE, "huge", data="x" * 30_000, fetched_at=1)
    assert cache.get(ANNE, "huge") is None
    assert cache.get(ANNE, "small") is not None


def test_a_damaged_file_costs_the_memory_but_no_answer(cache: Cache, tmp_path: Path) -> None:
    cache.put(ANNE, "k", data=1, fetched_at=1)
    cache.close()
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(b"\xff" * path.stat().st_size)
    assert cache.get(ANNE, "k") is None
    cache.put(ANNE, "k", data=2, fetched_at=1)
    assert cache.get(ANNE, "k") is not None
    assert (tmp_path / "ledger.sqlite.corrupt-1").exists()


def test_what_cannot_be_written_is_known_while_the_process_lives(
    cache: Cache, vault: Vault, tmp_path: Path
) -> None:
    (tmp_path / "ledger.sqlite").mkdir()
    cache.put(ANNE, "a", data=[1], fetched_at=10.0)
    cache.put(BERT, "a", data=[2], fetched_at=10.0)
    cache.put(BERT, "b", data=[3], fetched_at=10.0)
    assert (told(cache, ANNE, "a"), told(cache, BERT, "a")) == ([1], [2])
    cache.drop(BERT, "a")
    cache.forget(ANNE)
    assert (told(cache, ANNE, "a"), told(cache, BERT, "a"), told(cache, BERT, "b")) == (None, None, [3])
    (tmp_path / "ledger.sqlite").rmdir()
    with closing(Cache(str(tmp_path), vault)) as other:
        other.put(BERT, "b", data=[4], fetched_at=11.0)
    assert told(cache, BERT, "b") == [4]  # another host was luckier, and later
    cache.put(BERT, "b", data=[5], fetched_at=12.0)
    assert told(cache, BERT, "b") == [5]


def test_what_cannot_be_written_takes_no_more_room_than_the_file_would(cache: Cache, tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").mkdir()
    for number in range(30):
        cache.put(ANNE, str(number), data="x" * 1000, fetched_at=1.0)
    kept = [number for number in range(30) if told(cache, ANNE, str(number)) is not None]
    assert kept == list(range(30 - len(kept), 30))
    assert 0 < len(kept) <= 20


def told(cache: Cache, account: AccountKey, key: str) -> Any:
    found = cache.get(account, key)
    return found and found.data


def test_a_file_damaged_inside_is_rebuilt_too(cache: Cache, tmp_path: Path) -> None:
    for number in range(4):
        cache.put(ANNE, f"k{number}", data="x" * 3000, fetched_at=1)
    cache.close()
    path = tmp_path / "ledger.sqlite"
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))  # the schema page is well, the rest is not
    for number in range(4):
        assert cache.get(ANNE, f"k{number}") is None
        cache.put(ANNE, f"k{number}", data=2, fetched_at=1)
    assert all(cache.get(ANNE, f"k{number}") for number in range(4))


def test_a_newer_companions_file_is_not_used_and_not_touched(
    cache: Cache, tmp_path: Path, vault: Vault
) -> None:
    path = str(tmp_path / "ledger.sqlite")
    newer = ["CREATE TABLE other (x)"] * 1 + ["SELECT 1"] * 8
    with closing(Database(path, newer, lock=lambda: vault.lock("ledger"), precious=False)) as base:
        with base.change() as connection:
            connection.execute("INSERT INTO other VALUES (1)")
        cache.put(ANNE, "k", data=1, fetched_at=1)
        with closing(Cache(str(tmp_path), vault)) as other:
            assert other.get(ANNE, "k") is None
        with base.use() as connection:
            assert connection.execute("SELECT x FROM other").fetchone() == (1,)


def test_another_host_sees_what_this_one_learnt(cache: Cache, tmp_path: Path, clock: Clock) -> None:
    cache.put(ANNE, "k", data=[1], fetched_at=1)
    with closing(Cache(str(tmp_path), Vault(str(tmp_path)), clock=clock)) as other:
        other.put(ANNE, "k", data=[1], fetched_at=2)
    found = cache.get(ANNE, "k")
    assert found is not None
    assert found.fetched_at == 2


@pytest.mark.parametrize("damage", ["sealed = 7", "sealed = 'text'", "used = 'text'", "used = x'00'"])
def test_a_damaged_row_is_at_most_forgotten(cache: Cache, tmp_path: Path, damage: str) -> None:
    cache.put(ANNE, "courses", data=[1], fetched_at=1)
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as raw, raw:
        raw.execute(f"UPDATE answer SET {damage}")  # noqa: S608 - this test's own words
    found = cache.get(ANNE, "courses")
    assert (found is None) == damage.startswith("sealed")
    cache.put(ANNE, "courses", data=[2], fetched_at=1)
    assert cache.get(ANNE, "courses") is not None


def test_what_is_remembered_is_told_although_its_use_cannot_be_noted(
    cache: Cache, tmp_path: Path, clock: Clock
) -> None:
    cache.put(ANNE, "courses", data=[1], fetched_at=1)
    clock.now += 2 * DAY
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as raw, raw:
        raw.execute("CREATE TRIGGER full BEFORE UPDATE ON answer BEGIN SELECT RAISE(FAIL, 'disk full'); END")
    found = cache.get(ANNE, "courses")
    assert found is not None
    assert found.data == [1]
