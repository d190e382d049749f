"""Which files may be trusted on POSIX: ours alone, no links, closed to everybody else."""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

OPEN_FLAGS = os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK  # NONBLOCK: a planted pipe must not hang the host
REASONS = LINK, NO_FOLDER, NO_FILE, FOREIGN, SHARED = (
    "it is a symbolic link",
    "it is not a folder",
    "it is not a regular file",
    "it belongs to another user",
    "other users have access to it",
)
"""Why a file is refused; each is shown with what to do in brackets, and translated into every language."""
_OTHERS_READ_OR_WRITE = 0o077
_OTHERS_WRITE = 0o022

# macOS answers fsync before the disk has the data; F_FULLFSYNC waits for it.
_FULL_SYNC = 51 if os.uname().sysname == "Darwin" else None


def refusal(path: str, found: os.stat_result, *, folder: bool, private: bool) -> str | None:
    """Why `path` must not be used, with the command that mends it; None when it is sound.

    `private` forbids reading by others too; without it only writing is forbidden.
    """
    kind = stat.S_ISDIR if folder else stat.S_ISREG
    if stat.S_ISLNK(found.st_mode):
        return f"{LINK} (replace the link by what it points to)"
    if not kind(found.st_mode):
        return f"{NO_FOLDER if folder else NO_FILE} (move it away)"
    if found.st_uid != os.geteuid():
        return f"{FOREIGN} (id {found.st_uid}; move it away or run `chown {os.geteuid()} '{path}'`)"
    if found.st_mode & (_OTHERS_READ_OR_WRITE if private else _OTHERS_WRITE):
        mode = "700" if folder else "600"
        return f"{SHARED} (mode {stat.S_IMODE(found.st_mode):04o}; run `chmod {mode} '{path}'`)"
    return None


def sync_file(descriptor: int) -> None:
    """Return once the file's content is on the disk. Raises OSError."""
    if _FULL_SYNC is not None:
        import fcntl  # only macOS needs it

        fcntl.fcntl(descriptor, _FULL_SYNC)
        return
    os.fsync(descriptor)


def sync_folder(path: str) -> None:
    """Return once the folder's entries are on the disk, so that a rename survives a power cut. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


replace: Callable[[str, str], None] = os.replace
