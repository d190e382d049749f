"""Which files may be trusted on Windows: modes and owners say nothing there; the profile's ACLs keep others out.

Written so that it also runs on Linux, where its tests are.
"""

from __future__ import annotations

import os
import stat

OPEN_FLAGS: int = getattr(os, "O_BINARY", 0) | getattr(os, "O_NOINHERIT", 0)
_REPARSE_POINT = 0x400  # FILE_ATTRIBUTE_REPARSE_POINT: symbolic links and junctions
_ATTEMPTS = 20
_PAUSE_SECONDS = 0.01


def refusal(path: str, found: os.stat_result, *, folder: bool, private: bool) -> str | None:
    """Why `path` must not be used; None when it is sound."""
    if stat.S_ISLNK(found.st_mode) or getattr(found, "st_file_attributes", 0) & _REPARSE_POINT:
        return "it is a symbolic link (or junction; replace it by what it points to)"
    if not (stat.S_ISDIR if folder else stat.S_ISREG)(found.st_mode):
        return f"it is not a {'folder' if folder else 'regular file'} (move it away)"
    return None


def sync_file(descriptor: int) -> None:
    """Return once the file's content is on the disk. Raises OSError."""
    os.fsync(descriptor)


def sync_folder(path: str) -> None:
    """NTFS journals renames itself, and a folder cannot be opened for syncing."""


def replace(source: str, target: str) -> None:
    """Rename over `target`; waits out a virus scanner or reader that holds it briefly. Raises OSError."""
    import time  # only when Windows needs it

    for _ in range(_ATTEMPTS):
        try:
            os.replace(source, target)  # noqa: PTH105 - pathlib costs the first answers 10 ms
        except PermissionError:
            time.sleep(_PAUSE_SECONDS)
        else:
            return
    os.replace(source, target)  # noqa: PTH105 - as above; the last refusal is the caller's to see
