# pathlib would cost the first cached answer 10 ms.
# ruff: noqa: PTH103, PTH108, PTH120, PTH208
"""Files that hold secrets: refused unless they are ours alone, read without following links, written atomically.

Every function raises CompanionError: storage_unsafe (a link, a foreign owner, a loose mode), storage_failed
(disk full, read-only, no permission) or home_unusable (cannot be read).
"""

from __future__ import annotations

import errno
import os
import sys

from ..wire.errors import CompanionError

if sys.platform == "win32":
    from . import file_rules_windows as rules
else:
    from . import file_rules_posix as rules

READ_LIMIT = 16 * 1024 * 1024
"""Bytes; nothing the vault keeps comes near it, so a larger file is not ours."""

TEMPORARY = ".tmp"

NO_SPACE = "no space is left on its disk, or your quota is used up"
READ_ONLY = "it is read-only, or its disk is"
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}  # Windows has no quota's own number
_READ_ONLY = {errno.EACCES, errno.EROFS}


def check_folder(path: str, *, private: bool = True) -> bool:
    """True if the folder is there and sound, False if there is none."""
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _unreadable(path, error) from error
    _refuse(path, found, folder=True, private=private)
    return True


def make_folder(path: str, *, private: bool = True) -> None:
    """See that the folder is there, made with mode 0700 if it was missing, and sound."""
    if check_folder(path, private=private):
        return
    try:
        os.makedirs(path, mode=0o700, exist_ok=True)
    except OSError as error:
        raise unwritable(error) from error
    check_folder(path, private=private)


def read_bytes(path: str) -> bytes | None:
    """The whole file; None if there is none."""
    try:
        descriptor = os.open(path, os.O_RDONLY | rules.OPEN_FLAGS)
    except FileNotFoundError:
        return None
    except OSError as error:
        check_file(path)  # a link or a foreign owner explains it better than the errno does
        raise _unreadable(path, error) from error
    try:
        found = os.fstat(descriptor)
        _refuse(path, found, folder=False)
        if found.st_size > READ_LIMIT:
            raise CompanionError(
                "storage_unsafe", path=path, detail="it is far too large to be ours; move it away"
            )
        return _read_all(descriptor, found.st_size)
    except OSError as error:
        raise _unreadable(path, error) from error
    finally:
        os.close(descriptor)


def write_bytes(path: str, data: bytes) -> None:
    """Replace the file by `data` so that a crash at any point leaves the old content or the new, whole."""
    check_file(path)
    temporary = f"{path}.{os.getpid()}.{os.urandom(6).hex()}{TEMPORARY}"
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | rules.OPEN_FLAGS, 0o600)
        try:
            _write_all(descriptor, data)
            rules.sync_file(descriptor)
        finally:
            os.close(descriptor)
        rules.replace(temporary, path)
        rules.sync_folder(os.path.dirname(path))
    except OSError as error:
        _discard(temporary)
        raise unwritable(error) from error


def remove(path: str) -> bool:
    """Delete the file or link, durably. False if there was none."""
    try:
        os.unlink(path)
        rules.sync_folder(os.path.dirname(path))
    except FileNotFoundError:
        return False
    except OSError as error:
        raise unwritable(error) from error
    return True


def names(folder: str) -> list[str]:
    """What the folder holds, sorted; empty if there is none."""
    try:
        return sorted(os.listdir(folder))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise _unreadable(folder, error) from error


def check_file(path: str) -> bool:
    """True if the file is there and sound, False if there is none."""
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _unreadable(path, error) from error
    _refuse(path, found, folder=False)
    return True


def sweep(folder: str) -> None:
    """Delete temporary files that killed writers left. No writer may be at work in the folder."""
    for name in names(folder):
        if name.endswith(TEMPORARY):
            _discard(f"{folder}/{name}")


def _refuse(path: str, found: os.stat_result, *, folder: bool, private: bool = True) -> None:
    reason = rules.refusal(path, found, folder=folder, private=private)
    if reason:
        raise CompanionError("storage_unsafe", path=path, detail=reason)


def _read_all(descriptor: int, size: int) -> bytes:
    chunks = []
    while chunk := os.read(descriptor, size + 1):
        chunks.append(chunk)
    return b"".join(chunks)


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _discard(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return  # it holds nothing readable; sweep() tries again


def unwritable(error: OSError) -> CompanionError:
    """storage_failed, in words that say whether space is what is lacking."""
    return CompanionError("storage_failed", detail=why_unwritable(error))


def why_unwritable(error: OSError) -> str:
    """Words for {detail}: our own where space or a right is lacking, so that they exist in every language."""
    if error.errno in _FULL:
        return NO_SPACE
    if error.errno in _READ_ONLY:
        return READ_ONLY
    return error.strerror or type(error).__name__


def _unreadable(path: str, error: OSError) -> CompanionError:
    return CompanionError("home_unusable", detail=f"{path}: {error.strerror or type(error).__name__}")
