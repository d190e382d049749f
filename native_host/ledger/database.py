# ruff: noqa: PTH105, PTH108, PTH110, PTH116, PTH120 - pathlib costs the remembered answers 10 ms
"""One SQLite file: created privately, in WAL mode, migrated; when damaged, rebuilt or never touched.

Several hosts share the file, and each host uses it from several threads: every thread gets a connection of
its own, so a remembered answer never waits for a write.
"""

from __future__ import annotations

import os
import sqlite3
from _thread import get_ident  # threading costs the path to remembered badges 2 ms
from contextlib import contextmanager

from ..vault import safe_files
from ..wire.errors import CompanionError

TYPE_CHECKING = False  # typing stays off the path to remembered badges
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    Lock = Callable[[], AbstractContextManager[None]]

BUSY_SECONDS = 5.0
"""Longest wait for another host's write; each of ours takes milliseconds."""
DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_PRIMARY = 0xFF  # SQLite's extended result codes keep the primary one in the low byte
_SIDE_FILES = ("-wal", "-shm")


class Database:
    """One file at `path`, whose schema is `migrations` (SQL scripts, append-only) applied in order.

    `precious` data is flushed at each commit, and a damaged file is left as it is (ledger_damaged). Other
    data is rebuilt: the damaged file is kept as `<path>.corrupt-1`, and the failed use raises storage_failed.
    `lock()` excludes other processes while the file is made, migrated or set aside.
    """

    def __init__(self, path: str, migrations: Sequence[str], *, lock: Lock, precious: bool) -> None:
        self._path = path
        self._migrations = migrations
        self._lock = lock
        self._precious = precious
        self._open: dict[int, tuple[sqlite3.Connection, int]] = {}

    @contextmanager
    def use(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection, for reading.

        Raises storage_failed, storage_unsafe, home_unusable, format_newer, ledger_damaged.
        """
        try:
            yield self._connection()
        except sqlite3.Error as error:
            raise self._catalogued(error) from error
        except OSError as error:
            raise CompanionError("storage_failed", detail=error.strerror or type(error).__name__) from error

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """A transaction, alone among writers from its start; an exception undoes it. Raises as `use`."""
        with self.use() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close the connections of all threads; the next use opens again."""
        while self._open:
            self._open.popitem()[1][0].close()

    def _connection(self) -> sqlite3.Connection:
        connection, inode = self._open.get(get_ident(), (None, 0))
        if connection is not None:
            if inode == _inode(self._path):
                return connection
            self._forget()  # the file was erased, or set aside by another host: ours is a file without a name
        connection = self._connect()
        self._open[get_ident()] = connection, _inode(self._path)
        return connection

    def _connect(self) -> sqlite3.Connection:
        if not os.path.exists(self._path):
            with self._lock():
                _create(self._path)
                return self._migrated()
        connection = self._opened()
        try:
            if self._version(connection) == len(self._migrations):
                return connection
        except BaseException:
            connection.close()
            raise
        connection.close()
        with self._lock():
            return self._migrated()

    def _opened(self) -> sqlite3.Connection:
        for suffix in ("", *_SIDE_FILES):
            safe_files.check_file(self._path + suffix)
        # Not bound to one thread only so that close() may come from another.
        connection = sqlite3.connect(
            self._path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            # One flipped bit makes a text that is no UTF-8; it must not hide the rows beside it.
            connection.text_factory = _lenient
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute(f"PRAGMA synchronous = {'FULL' if self._precious else 'NORMAL'}")
        except BaseException:
            connection.close()
            raise
        return connection

    def _version(self, connection: sqlite3.Connection) -> int:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > len(self._migrations):
            raise CompanionError("format_newer")
        return version

    def _migrated(self) -> sqlite3.Connection:
        """A connection to the newest schema. Under the lock: two hosts may start at once."""
        connection = self._opened()
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            for number in range(self._version(connection), len(self._migrations)):
                script = f"{self._migrations[number]}; PRAGMA user_version = {number + 1}"
                connection.executescript(f"BEGIN IMMEDIATE; {script}; COMMIT;")
        except BaseException:
            connection.close()
            raise
        return connection

    def _catalogued(self, error: sqlite3.Error) -> CompanionError:
        code = getattr(error, "sqlite_errorcode", None)
        if code is None or code & _PRIMARY not in DAMAGED:
            return CompanionError("storage_failed", detail=str(error))
        if self._precious:
            return CompanionError("ledger_damaged", path=self._path)
        _, inode = self._open.get(get_ident(), (None, _inode(self._path)))
        self._forget()
        try:
            with self._lock():
                if _inode(self._path) == inode:  # else another host has rebuilt it already
                    _set_aside(self._path)
        except OSError as problem:  # Windows does not rename what another host holds open
            return CompanionError("storage_failed", detail=problem.strerror or "the damaged cache is in use")
        return CompanionError("storage_failed", detail="a damaged cache was set aside")

    def _forget(self) -> None:
        connection, _ = self._open.pop(get_ident(), (None, 0))
        if connection is not None:
            connection.close()


def _lenient(text: bytes) -> str:
    return text.decode("utf-8", "replace")


def _inode(path: str) -> int:
    try:
        return os.stat(path).st_ino
    except FileNotFoundError:
        return -1


def _create(path: str) -> None:
    """An empty private file; SQLite gives its side files the same mode. Another host may be quicker."""
    safe_files.make_folder(os.path.dirname(path))
    if not safe_files.check_file(path):
        safe_files.write_bytes(path, b"")


def _set_aside(path: str) -> None:
    """Keep the damaged file for whoever wants to look, at most one; alone its side files mean nothing."""
    os.replace(path, path + ".corrupt-1")
    for suffix in _SIDE_FILES:
        if os.path.lexists(path + suffix):
            os.unlink(path + suffix)
