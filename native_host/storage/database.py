# ruff: noqa: PTH105, PTH108, PTH116 - pathlib costs the remembered answers 10 ms
"""One SQLite file in use: a connection for each thread; when damaged, rebuilt or never touched.

Several hosts share the file, and each host uses it from several threads: every thread gets a connection of
its own, so none waits for another's statement to end.
"""

from __future__ import annotations

import os
from _thread import RLock, get_ident  # threading costs the path to remembered badges 2 ms
from contextlib import closing, contextmanager

from ..vault.safe_files import unwritable
from ..wire.errors import CompanionError
from .opening import SIDE_FILES, Opener, lenient
from .sqlite import sqlite3

TYPE_CHECKING = False  # typing stays off the path to remembered badges
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..wire.error_names import ErrorName
    from .opening import Lock


CLOSE_SECONDS = 10.0
"""How long `close` waits for a thread that is using its connection; the end of the process closes that one."""


class _Held:
    """A thread's connection. Whoever has `lock` may use or close it; closed under its user it would crash the host."""

    __slots__ = ("connection", "inode", "lock")

    def __init__(self, connection: sqlite3.Connection, inode: int) -> None:
        self.connection, self.inode, self.lock = connection, inode, RLock()


class Database:
    """One file at `path`, whose schema is `migrations` (SQL scripts, append-only) applied in order.

    `precious` data is flushed at each commit, and a damaged file is left as it is (the error `damaged`). Other
    data is rebuilt: the damaged file is kept as `<path>.corrupt-1`, and the failed use raises storage_failed.
    `lock()` excludes other processes while the file is made, migrated or set aside.
    """

    def __init__(
        self,
        path: str,
        migrations: Sequence[str],
        *,
        lock: Lock,
        precious: bool,
        damaged: ErrorName = "ledger_damaged",
    ) -> None:
        self._path, self._damaged = path, damaged
        self._lock = lock
        self._precious = precious
        self._opener = Opener(path, migrations, lock=lock, precious=precious)
        self._open: dict[int, _Held] = {}

    @contextmanager
    def use(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection, for reading; that goes on where nothing can be written.

        Raises storage_failed, storage_unsafe, home_unusable, home_unfit, format_newer, ledger_damaged.
        """
        with self._translating_errors():
            try:
                held = self._taken()
            except sqlite3.Error as error:
                from .modes import as_it_stands

                with closing(as_it_stands(self._path, error)) as connection:
                    connection.text_factory = lenient
                    yield connection
            else:
                try:
                    yield held.connection
                finally:
                    held.lock.release()

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """A transaction, alone among writers from its start; an exception undoes it. Raises as `use`."""
        with self._translating_errors():
            held = self._taken()
            connection = held.connection
            try:
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield connection
                    connection.execute("COMMIT")
                except BaseException:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
                    raise
                if self._precious:  # there is a WAL only while an older host has kept the file open
                    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                held.lock.release()

    def leave_wal_if_shared(self) -> None:
        """For a file that has come to lie where several machines may share it. Raises as `use`."""
        with self._translating_errors():
            self.close()
            self._opener.leave_wal_if_shared()

    def close(self) -> None:
        """Close the connections of all threads, each once it is not in use; the next use opens again."""
        while self._open:
            held = self._open.popitem()[1]
            if held.lock.acquire(timeout=CLOSE_SECONDS):
                held.connection.close()
                held.lock.release()

    @contextmanager
    def _translating_errors(self) -> Iterator[None]:
        """A use of the file; its failures become errors of the catalogue."""
        try:
            yield
        except sqlite3.Error as error:
            raise self._catalogued(error) from error
        except UnicodeDecodeError as error:
            # Of SQLite's own words, which quote a name that a flipped bit has spoilt.
            raise self._damage() from error
        except OSError as error:
            raise unwritable(error) from error
        finally:
            # Between machines a file is only sure to be seen as it is by who opens it after the other has closed it.
            if self._precious and self._opener.is_shared:
                self._forget()

    def _taken(self) -> _Held:
        """This thread's connection, locked: whoever gets it releases it."""
        while True:
            held = self._mine()
            held.lock.acquire()
            if self._open.get(get_ident()) is held:
                return held
            held.lock.release()  # closed by another thread between the two

    def _mine(self) -> _Held:
        held = self._open.get(get_ident())
        if held is not None:
            if held.inode == _inode(self._path):
                return held
            self._forget()  # the file was erased, or set aside by another host: ours is a file without a name
        held = self._open[get_ident()] = _Held(self._opener.connect(), _inode(self._path))
        return held

    def _catalogued(self, error: sqlite3.Error) -> CompanionError:
        from .disk_errors import catalogued, is_damage, is_foreign_schema

        if is_damage(error) or (self._precious and is_foreign_schema(error)):
            return self._damage()
        return catalogued(error, self._path)

    def _damage(self) -> CompanionError:
        if self._precious:
            return CompanionError(self._damaged, path=self._path)
        held = self._open.get(get_ident())
        inode = held.inode if held else _inode(self._path)
        self._forget()
        try:
            with self._lock():
                if _inode(self._path) == inode:  # else another host has rebuilt it already
                    _set_aside(self._path)
        except OSError as problem:  # Windows does not rename what another host holds open
            return CompanionError("storage_failed", detail=problem.strerror or "the damaged cache is in use")
        return CompanionError("storage_failed", detail="a damaged cache was set aside")

    def _forget(self) -> None:
        held = self._open.pop(get_ident(), None)
        if held is not None:
            held.connection.close()


def _inode(path: str) -> int:
    try:
        return os.stat(path).st_ino
    except FileNotFoundError:
        return -1


def _set_aside(path: str) -> None:
    """Keep the damaged file for whoever wants to look, at most one; alone its side files mean nothing."""
    os.replace(path, path + ".corrupt-1")
    for suffix in SIDE_FILES:
        if os.path.lexists(path + suffix):
            os.unlink(path + suffix)
