"""Locks between host processes (and between threads of one): released by the system when their holder dies.

Usage:

    with hold(home, "vault", timeout=30.0):  # raises vault_busy
        ...  # code on an event loop takes async_lock instead
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from errno import ENOLCK, ENOSYS, ENOTSUP, EOPNOTSUPP
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from ..wire.errors import CompanionError
from . import safe_files

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = "locks"
NO_LOCKS = frozenset({ENOSYS, ENOLCK, ENOTSUP, EOPNOTSUPP})
"""What a file system without locks answers, and a network's whose lock service is not there: flock(2), nfs(5)."""
_POLL_SECONDS = 0.01


@contextmanager
def hold(home: str, name: str, timeout: float = 30.0) -> Iterator[None]:
    """Hold the lock `name` (a plain file name) of the data folder `home`; not reentrant.

    Raises vault_busy after `timeout` seconds, storage_unsafe, storage_failed, home_unfit (it has no locks).
    """
    safe_files.make_folder(home, private=False)
    folder = f"{home}/{FOLDER}"
    safe_files.make_folder(folder)
    path = f"{folder}/{name}.lock"
    safe_files.check_file(path)
    # A soft lock would outlive a killed holder: better to refuse a file system without locks.
    lock = FileLock(path, mode=0o600, thread_local=False, poll_interval=_POLL_SECONDS, fallback_to_soft=False)
    try:
        lock.acquire(timeout=timeout)
    except Timeout as error:
        raise CompanionError("vault_busy", seconds=round(timeout)) from error
    except OSError as error:
        if error.errno in NO_LOCKS:
            raise CompanionError("home_unfit", path=home, detail="it has no locks") from error
        raise safe_files.unwritable(error) from error
    try:
        yield
    finally:
        lock.release()


def discard(home: str, name: str) -> None:
    """Remove the file of a lock that nobody will ask for again; one that is held stays.

    Whoever opened it meanwhile notices that it guards no name any more, and starts over.
    """
    with suppress(CompanionError), hold(home, name, timeout=0):
        safe_files.remove(f"{home}/{FOLDER}/{name}.lock")
