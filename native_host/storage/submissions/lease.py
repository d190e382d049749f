# ruff: noqa: PTH116 - as in database.py
"""One machine at a time writes receipts where no lock reaches the other: who wrote last has the folder for a while.

Each machine that writes notes so in a file of its own, then looks for notes of others that are not a minute older.
Only times that the one file server gave are compared, so no clock of ours matters.
"""

from __future__ import annotations

import os

from ...vault import safe_files
from ...vault.keyed_hash import keyed_hash
from ...vault.locks import FOLDER
from ...wire.errors import CompanionError
from ..file_system import locks_end_here

PREFIX = "machine."
SECONDS = 60.0
"""Longer than a file system in user space keeps what it has read (sshfs: 20 s)."""


def take(home: str) -> None:
    """Claim the folder for this machine, where that is needed. Raises home_in_use, and as safe_files does."""
    if not locks_end_here(home):
        return
    folder, ours = f"{home}/{FOLDER}", _name(home)
    safe_files.make_folder(folder)
    safe_files.write_bytes(f"{folder}/{ours}", b"")
    now = os.stat(f"{folder}/{ours}").st_mtime
    for name in safe_files.names(folder):
        if name.startswith(PREFIX) and name != ours and now - _written(f"{folder}/{name}") < SECONDS:
            safe_files.remove(f"{folder}/{ours}")
            raise CompanionError("home_in_use", path=home)


def _name(home: str) -> str:
    """Stands for this machine, and on it for this mount of the folder: each has its own locks."""
    machine = keyed_hash(b"", b"alc machine", os.uname().nodename, str(os.stat(home).st_dev), size=8)
    return PREFIX + machine.hex()


def _written(path: str) -> float:
    try:
        return os.stat(path).st_mtime
    except FileNotFoundError:  # the other one has just given way
        return 0.0
