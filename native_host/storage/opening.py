# ruff: noqa: PTH110, PTH120 - pathlib costs the remembered answers 10 ms
"""Opening one SQLite file: made privately, in the mode its place allows, brought to the newest schema.

The mode is noted in the file itself, as SQLite does. A write-ahead log (WAL), with which a remembered answer never
waits for a write, needs memory that all hosts share: one machine, and a file system that maps it. Precious data does
without: its file is whole after each commit, and reading it needs no second file.
"""

from __future__ import annotations

import os

from ..vault import safe_files
from ..wire.errors import CompanionError
from .sqlite import sqlite3

TYPE_CHECKING = False  # typing stays off the path to remembered badges
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    Lock = Callable[[], AbstractContextManager[None]]

BUSY_SECONDS = 5.0
"""Longest wait for another host's write; each of ours takes milliseconds."""
SIDE_FILES = ("-wal", "-shm", "-journal")


class Opener:
    """Opens the file at `path`. Raises sqlite3.Error, OSError, and CompanionError as safe_files does."""

    def __init__(self, path: str, migrations: Sequence[str], *, lock: Lock, precious: bool) -> None:
        self._path = path
        self._migrations = migrations
        self._lock = lock
        self._precious = precious
        self._shared: bool | None = None

    def connect(self) -> sqlite3.Connection:
        """A connection to the newest schema. Raises format_newer."""
        if not os.path.exists(self._path):
            with self._lock():
                _create(self._path)
                return self._migrated(self._mode())
        try:
            connection = self._current()
        except sqlite3.Error as error:
            from .disk_errors import lacks_shared_memory
            from .modes import out_of_wal

            if not lacks_shared_memory(error):
                raise
            with self._lock():
                out_of_wal(self.opened)
            connection = self._current()
        if connection is not None:
            return connection
        with self._lock():
            return self._migrated(self._mode())

    @property
    def is_shared(self) -> bool:
        """Whether several machines may use the file."""
        if self._shared is None:
            from .file_system import is_shared

            self._shared = is_shared(os.path.dirname(self._path))
        return self._shared

    def opened(self, *, exclusive: bool = False) -> sqlite3.Connection:
        """A new connection. An `exclusive` one needs no shared memory, and nobody else may have the file open."""
        for suffix in ("", *SIDE_FILES):
            safe_files.check_file(self._path + suffix)
        # Not bound to one thread only so that close() may come from another.
        connection = sqlite3.connect(
            self._path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            if exclusive:
                connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # before the file is looked at
            connection.text_factory = lenient
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute(f"PRAGMA synchronous = {'FULL' if self._precious else 'NORMAL'}")
        except BaseException:
            connection.close()
            raise
        return connection

    def leave_wal_if_shared(self) -> None:
        """For a file that has come to lie where several machines may share it. Nobody else may have it open."""
        if os.path.exists(self._path) and self._mode() == "DELETE":
            from .modes import out_of_wal

            with self._lock():
                out_of_wal(self.opened)

    def _current(self) -> sqlite3.Connection | None:
        """A connection to a file of the newest schema; None if it is older, or in a mode that it should leave."""
        connection = self.opened()
        try:
            if self._version(connection) == len(self._migrations) and self._stays(connection):
                return connection
        except BaseException:
            connection.close()
            raise
        connection.close()
        return None

    def _stays(self, connection: sqlite3.Connection) -> bool:
        return not self._precious or connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal"

    def _version(self, connection: sqlite3.Connection) -> int:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > len(self._migrations):
            raise CompanionError("format_newer")
        return max(version, 0)  # a flipped bit can make it negative; then the tables are there already

    def _migrated(self, mode: str) -> sqlite3.Connection:
        """Under the lock: two hosts may start at once."""
        connection = self.opened()
        try:
            if mode == "WAL":
                connection.execute("PRAGMA journal_mode = WAL")
            else:
                _without_wal(connection)
            for number in range(self._version(connection), len(self._migrations)):
                script = f"{self._migrations[number]}; PRAGMA user_version = {number + 1}"
                connection.executescript(f"BEGIN IMMEDIATE; {script}; COMMIT;")
        except sqlite3.Error as error:
            from .disk_errors import lacks_shared_memory
            from .modes import out_of_wal

            connection.close()
            if not lacks_shared_memory(error):
                raise
            out_of_wal(self.opened)
            return self._migrated("DELETE")
        except BaseException:
            connection.close()
            raise
        return connection

    def _mode(self) -> str:
        return "DELETE" if self._precious or self.is_shared else "WAL"


def _without_wal(connection: sqlite3.Connection) -> None:
    try:
        connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError:
        return  # another host has it open, or the disk is full: it works as it is, and the next start tries again


def lenient(text: bytes) -> str:
    """One flipped bit makes a text that is no UTF-8; it must not hide the rows beside it."""
    return text.decode("utf-8", "replace")


def _create(path: str) -> None:
    """An empty private file; SQLite gives its side files the same mode. Another host may be quicker."""
    safe_files.make_folder(os.path.dirname(path))
    if not safe_files.check_file(path):
        safe_files.write_bytes(path, b"")
