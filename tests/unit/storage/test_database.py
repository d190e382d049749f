from __future__ import annotations

import os
import sqlite3
import stat
import threading
from contextlib import AbstractContextManager, closing
from typing import TYPE_CHECKING

import pytest

from native_host.storage.database import Database
from native_host.wire.errors import CompanionError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SCHEMA = ("CREATE TABLE note (text TEXT)",)


def one_lock() -> Callable[[], AbstractContextManager[None]]:
    lock = threading.Lock()

    def locked() -> AbstractContextManager[None]:
        return lock  # type: ignore[return-value]  # what it yields is not looked at

    return locked


def database(path: Path, *schema: str, precious: bool = False) -> Database:
    return Database(str(path), schema or SCHEMA, lock=one_lock(), precious=precious)


def write(base: Database, text: str) -> None:
    with base.change() as connection:
        connection.execute("INSERT INTO note VALUES (?)", (text,))


def texts(base: Database) -> list[str]:
    with base.use() as connection:
        return [row[0] for row in connection.execute("SELECT text FROM note")]


def test_files_are_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with closing(database(tmp_path / "new" / "a.sqlite")) as base:
            write(base, "x")
            modes = {entry.name: stat.S_IMODE(entry.stat().st_mode) for entry in (tmp_path / "new").iterdir()}
    finally:
        os.umask(before)
    assert modes == {"a.sqlite": 0o600, "a.sqlite-wal": 0o600, "a.sqlite-shm": 0o600}
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_a_link_in_its_place_is_refused_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"")
    for name in ("a.sqlite", "b.sqlite-wal"):
        (tmp_path / name).symlink_to(tmp_path / "target")
    for name in ("a.sqlite", "b.sqlite"):
        with closing(database(tmp_path / name)) as base, pytest.raises(CompanionError) as caught:
            write(base, "x")
        assert caught.value.name == "storage_unsafe"
    assert (tmp_path / "target").read_bytes() == b""


def test_a_file_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    with closing(database(path)) as base:
        write(base, "x")
    path.chmod(0o644)
    with closing(database(path)) as base, pytest.raises(CompanionError) as caught:
        texts(base)
    assert caught.value.name == "storage_unsafe"


def test_a_failed_change_leaves_no_trace(tmp_path: Path) -> None:
    with closing(database(tmp_path / "a.sqlite")) as base:
        with pytest.raises(CompanionError), base.change() as connection:
            connection.executemany("INSERT INTO note VALUES (?)", [("half",), (object(),)])
        write(base, "whole")
        assert texts(base) == ["whole"]


def test_a_writer_in_another_thread_does_not_hold_up_a_reader(tmp_path: Path) -> None:
    with closing(database(tmp_path / "a.sqlite")) as base:
        write(base, "before")
        began, go_on = threading.Event(), threading.Event()

        def slow_writer() -> None:
            with base.change() as connection:
                connection.execute("INSERT INTO note VALUES ('after')")
                began.set()
                go_on.wait(10)

        writer = threading.Thread(target=slow_writer)
        writer.start()
        assert began.wait(10)
        assert texts(base) == ["before"]
        go_on.set()
        writer.join()
        assert texts(base) == ["before", "after"]


def test_newer_migrations_are_applied_in_order_and_keep_the_data(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    with closing(database(path)) as old:
        write(old, "kept")
    with (
        closing(database(path, *SCHEMA, "ALTER TABLE note ADD COLUMN b", "UPDATE note SET b = 'new'")) as new,
        new.use() as connection,
    ):
        assert connection.execute("SELECT text, b FROM note").fetchall() == [("kept", "new")]


def test_a_migration_that_fails_is_not_half_done(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    with closing(database(path)) as old:
        write(old, "kept")
    wrong = "ALTER TABLE note ADD COLUMN b; SELECT * FROM nowhere"
    with closing(database(path, *SCHEMA, wrong)) as new, pytest.raises(CompanionError):
        texts(new)
    with closing(database(path)) as old, old.use() as connection:
        assert len(connection.execute("SELECT * FROM note").fetchone()) == 1


def test_a_newer_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    with closing(database(path, *SCHEMA, "ALTER TABLE note ADD COLUMN b")) as newer:
        write_two = "INSERT INTO note VALUES ('x', 'y')"
        with newer.change() as connection:
            connection.execute(write_two)
    with closing(database(path)) as older, pytest.raises(CompanionError) as caught:
        texts(older)
    assert caught.value.name == "format_newer"
    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("SELECT * FROM note").fetchall() == [("x", "y")]


@pytest.mark.parametrize("damage", [b"not a database at all" * 400, b"\0" * 8192])
def test_a_damaged_cache_is_set_aside_once_and_rebuilt(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "a.sqlite"
    for _ in range(2):
        path.write_bytes(damage)
        path.chmod(0o600)
        with closing(database(path)) as base:
            with pytest.raises(CompanionError) as caught:
                write(base, "lost")
            assert caught.value.name == "storage_failed"
            write(base, "kept")
            assert texts(base) == ["kept"]
    assert [entry.name for entry in tmp_path.iterdir() if "corrupt" in entry.name] == ["a.sqlite.corrupt-1"]


def test_a_damaged_precious_file_is_never_touched(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    path.write_bytes(b"not a database at all" * 400)
    path.chmod(0o600)
    with closing(database(path, precious=True)) as base:
        for _ in range(2):
            with pytest.raises(CompanionError) as caught:
                write(base, "lost")
            assert caught.value.name == "ledger_damaged"
    assert path.read_bytes() == b"not a database at all" * 400


def test_a_file_set_aside_by_another_host_is_left_for_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    with closing(database(path)) as mine, closing(database(path)) as other:
        write(mine, "old")
        path.replace(tmp_path / "elsewhere")
        for suffix in ("-wal", "-shm"):
            (tmp_path / f"a.sqlite{suffix}").unlink()
        write(other, "new")
        assert texts(mine) == ["new"]
        write(mine, "too")
        assert texts(other) == ["new", "too"]
    with closing(database(path)) as later:
        assert texts(later) == ["new", "too"]


@pytest.mark.parametrize("precious", [True, False])
def test_a_name_in_the_file_that_is_no_text_is_damage(tmp_path: Path, *, precious: bool) -> None:
    path = tmp_path / "a.sqlite"
    with closing(database(path, precious=precious)) as base:
        write(base, "x")
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"CREATE TABLE note", b"CREATE T\xceBLE note"))
    with closing(database(path, precious=precious)) as base:
        with pytest.raises(CompanionError) as caught:
            texts(base)
        assert caught.value.name == ("ledger_damaged" if precious else "storage_failed")
        if not precious:
            assert texts(base) == []
