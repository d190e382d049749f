"""What SQLite's error codes mean: a damaged file, a full disk, a read-only folder, an unfit file system."""

from __future__ import annotations

from ..vault.safe_files import NO_SPACE, READ_ONLY
from ..wire.errors import CompanionError
from .sqlite import sqlite3

DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
"""Primary codes of a file that is not what we wrote."""

# Python has named the extended codes since 3.11 and gives them as sqlite_errorcode; SQLite's own table of result
# codes (sqlite.org/rescode.html) has the numbers of those that Python does not name.
WORDS = {
    sqlite3.SQLITE_FULL: NO_SPACE,
    sqlite3.SQLITE_IOERR_WRITE: NO_SPACE,
    sqlite3.SQLITE_IOERR_SHMSIZE: NO_SPACE,
    sqlite3.SQLITE_IOERR_SHMOPEN: NO_SPACE,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_READONLY_DIRECTORY: READ_ONLY,
    sqlite3.SQLITE_READONLY_ROLLBACK: READ_ONLY,
    sqlite3.SQLITE_READONLY_CANTINIT: READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: READ_ONLY,
}
"""Why a file could not be written, by extended code, else by primary code."""

UNFIT = {
    sqlite3.SQLITE_IOERR_SHMMAP: "it cannot share memory between programs",
    sqlite3.SQLITE_IOERR_SHMLOCK: "its locks do not work",
    sqlite3.SQLITE_IOERR_LOCK: "its locks do not work",
    sqlite3.SQLITE_IOERR_RDLOCK: "its locks do not work",
    sqlite3.SQLITE_NOLFS: "it takes no large files",
}
"""What a file system lacks that no mode of SQLite can do without."""

UNWRITABLE = frozenset({*WORDS} - {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE})
"""Codes with which opening fails although all that is wanted is to read."""
_PRIMARY = 0xFF  # extended codes keep the primary one in the low byte


def code_of(error: sqlite3.Error) -> int:
    """The extended code; 0 for what Python itself raises."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return code or 0


def lacks_shared_memory(error: sqlite3.Error) -> bool:
    """The file system maps no memory that two programs share, which a write-ahead log needs."""
    return code_of(error) == sqlite3.SQLITE_IOERR_SHMMAP


def is_damage(error: sqlite3.Error) -> bool:
    """The file is damaged; also if it has tables already although its version says that it is new."""
    return code_of(error) & _PRIMARY in DAMAGED or _is_about_schema(error, "already exists")


def is_foreign_schema(error: sqlite3.Error) -> bool:
    """A statement of ours, all of which are constant, met tables that are not ours: a name in the file is damaged."""
    return _is_about_schema(error, "no such ")


def _is_about_schema(error: sqlite3.Error, words: str) -> bool:
    return code_of(error) & _PRIMARY == sqlite3.SQLITE_ERROR and words in str(error)


def catalogued(error: sqlite3.Error, path: str) -> CompanionError:
    """The row of the catalogue for an error that is no damage."""
    code = code_of(error)
    if code in UNFIT:
        return CompanionError("home_unfit", path=path, detail=UNFIT[code])
    words = WORDS.get(code) or WORDS.get(code & _PRIMARY)
    return CompanionError("storage_failed", detail=words or str(error))
