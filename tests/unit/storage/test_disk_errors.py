"""SQLite's codes in the user's words, and what the system says of file systems."""

from __future__ import annotations

import errno
import os
import sqlite3
from typing import TYPE_CHECKING

import pytest

from native_host.storage.disk_errors import catalogued
from native_host.storage.file_system import IN_USER_SPACE, SHARED, kind_of
from native_host.vault.safe_files import unwritable

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("code", "name", "words"),
    [
        (sqlite3.SQLITE_FULL, "storage_failed", "no space"),
        (sqlite3.SQLITE_IOERR_WRITE, "storage_failed", "no space"),
        (sqlite3.SQLITE_IOERR_SHMSIZE, "storage_failed", "no space"),
        (sqlite3.SQLITE_IOERR_SHMOPEN, "storage_failed", "no space"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, "storage_failed", "read-only"),
        (sqlite3.SQLITE_CANTOPEN, "storage_failed", "read-only"),
        (sqlite3.SQLITE_CANTOPEN_FULLPATH, "storage_failed", "read-only"),
        (sqlite3.SQLITE_IOERR_SHMMAP, "home_unfit", "cannot share memory"),
        (sqlite3.SQLITE_IOERR_LOCK, "home_unfit", "locks do not work"),
        (sqlite3.SQLITE_BUSY, "storage_failed", "as SQLite says"),
    ],
)
def test_a_code_is_told_as_what_it_means(code: int, name: str, words: str) -> None:
    error = sqlite3.OperationalError("as SQLite says")
    error.sqlite_errorcode = code
    told = catalogued(error, "/home/stu/receipts.sqlite")
    assert told.name == name
    assert words in told.message
    assert (name != "home_unfit") or "AUTOLAB_COMPANION_HOME" in told.as_json()["data"]["remedy"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_quota_is_told_as_a_full_disk_is(number: int) -> None:
    assert "no space is left" in unwritable(OSError(number, os.strerror(number))).message


@pytest.mark.parametrize(
    ("kind", "told", "shared"),
    [
        ("ext4", "ext4", False),
        ("nfs4", "nfs4", True),
        ("fuse.sshfs", IN_USER_SPACE, True),
        ("fuseblk", "fuseblk", False),
        ("cifs", "cifs", True),
    ],
)
def test_the_kind_of_a_file_system_is_the_systems_own_word(
    tmp_path: Path, kind: str, told: str, *, shared: bool
) -> None:
    device = tmp_path.stat().st_dev
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        f"24 1 0:999999 / /other rw - tmpfs tmpfs rw\n"
        f"25 1 {os.major(device)}:{os.minor(device)} / /home\\040of rw,noatime shared:1 - {kind} server:/home rw\n"
    )
    assert kind_of(str(tmp_path), str(mounts)) == told
    assert (told in SHARED) == shared
    assert kind_of(str(tmp_path), str(tmp_path / "nowhere")) is None
