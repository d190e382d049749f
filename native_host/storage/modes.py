# ruff: noqa: PTH116 - as in database.py
"""The modes of a SQLite file beyond the usual: out of a write-ahead log (WAL), and read as it stands on the disk."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING

from .disk_errors import UNWRITABLE, code_of
from .sqlite import sqlite3

if TYPE_CHECKING:
    from collections.abc import Callable

    Open = Callable[..., sqlite3.Connection]

UNFINISHED = ("-wal", "-journal")
"""Side files without which the file alone may not be whole."""


def out_of_wal(opened: Open) -> None:
    """Note in the file that it is kept with a rollback journal from now on; not while another host holds it."""
    with closing(opened(exclusive=True)) as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as busy:
            if code_of(busy) not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                raise


def as_it_stands(path: str, error: sqlite3.Error) -> sqlite3.Connection:
    """A connection for reading where not even SQLite's side files can be made.

    Raises `error` if that is not what is wrong, or if the file is not whole without its side files.
    """
    from urllib.parse import quote

    if code_of(error) not in UNWRITABLE or any(_size(path + suffix) for suffix in UNFINISHED):
        raise error
    return sqlite3.connect(f"file:{quote(path)}?mode=ro&immutable=1", uri=True, isolation_level=None)


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except FileNotFoundError:
        return 0
