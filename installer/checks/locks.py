"""Locks between processes: can one be taken in the data folder, does it keep others out, and who sits on one."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from native_host.vault import locks
from native_host.wire.errors import CompanionError

from ..findings import PROBLEM, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..site import Site

HELD = re.compile(r"^\d+: FLOCK +ADVISORY +WRITE (\d+) [0-9a-f]+:[0-9a-f]+:(\d+) ", re.MULTILINE)
"""A line of /proc/locks, proc(5): the process and the file's inode. Its device is another than stat's on some disks."""
STATE = re.compile(r"^State:\s+([A-Za-z])", re.MULTILINE)
STOPPED = frozenset("Tt")
"""proc(5): stopped by a signal, or by a debugger."""
CANNOT = "The host cannot lock anything in its data folder."


def unusable(site: Site) -> Iterator[Finding]:
    """A folder in which no lock can be taken, as the host takes it, or where it keeps nobody out."""
    folder = site.home / locks.FOLDER
    if not os.access(site.home, os.W_OK | os.X_OK) or folder.is_symlink():
        return  # the checks of the folder say why
    name = f"doctor-{os.getpid()}"
    with _as_before(folder):
        try:
            with locks.hold(str(site.home), name, timeout=0):
                excludes = _is_busy(site.home, name)
            locks.discard(str(site.home), name)
        except CompanionError as error:
            if error.name != "storage_unsafe":  # of which the check of the folder's parts tells more
                cause = f"{folder}: {error.message}"
                yield Finding(PROBLEM, CANNOT, cause, error.as_json()["data"]["remedy"])
            return
    if not excludes:
        yield Finding(
            PROBLEM,
            "Locks in the data folder keep nobody out.",
            f"{folder}: a lock that was held was given out a second time, so two browsers may spoil each other's work.",
            "Choose a folder on another disk with AUTOLAB_COMPANION_HOME and run `autolab-companion install` again.",
        )


def stuck(site: Site) -> Iterator[Finding]:
    """Locks of processes that are stopped: whoever needs them waits. Linux tells; elsewhere nothing is found."""
    for file, process in _holders(site.home / locks.FOLDER):
        name = _said_by(process, "comm").strip()
        state = STATE.search(_said_by(process, "status"))
        if state and state[1] in STOPPED:
            yield Finding(
                PROBLEM,
                "A process that is stopped keeps the companion waiting.",
                f"Process {process} ({name}) holds {file} and has been stopped, as with Ctrl-Z or by a debugger.",
                f"Let it go on with `kill -CONT {process}`, or end it with `kill -KILL {process}`.",
            )


def _is_busy(home: Path, name: str) -> bool:
    try:
        with locks.hold(str(home), name, timeout=0):
            return False
    except CompanionError as error:
        if error.name != "vault_busy":
            raise
        return True


@contextmanager
def _as_before(folder: Path) -> Iterator[None]:
    """Take the folder away again if it was not there: looking is no reason to leave something."""
    was_there = folder.exists()
    try:
        yield
    finally:
        if not was_there:
            with suppress(OSError):
                folder.rmdir()


def _holders(folder: Path) -> Iterator[tuple[Path, int]]:
    try:
        held = [
            (int(process), int(inode)) for process, inode in HELD.findall(Path("/proc/locks").read_text())
        ]
        files = {file.stat().st_ino: file for file in folder.glob("*.lock")}
    except OSError:  # another system, or nothing to look into
        return
    for process, inode in held:
        if inode in files and _has_open(process, files[inode]):
            yield files[inode], process


def _has_open(process: int, file: Path) -> bool:
    """Whether the inode is not another disk's."""
    try:
        return any(each.samefile(file) for each in Path(f"/proc/{process}/fd").iterdir() if each.exists())
    except OSError:  # ended meanwhile, or somebody else's
        return False


def _said_by(process: int, name: str) -> str:
    try:
        return Path(f"/proc/{process}/{name}").read_text("utf-8", "replace")
    except OSError:
        return ""
