"""Real file systems of all kinds for tests: small, read-only, in user space, the same folder twice."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def mounted(where: Path, *command: str, reason: str = "mounting takes root on Linux") -> Iterator[Path]:
    """`command` mounts something at the folder `where`; skips where that cannot be done."""
    where.mkdir(mode=0o700, exist_ok=True)
    able = sys.platform == "linux" and shutil.which(command[0]) is not None
    done = subprocess.run([*command, str(where)], check=False, capture_output=True) if able else None
    if done is None or done.returncode:
        pytest.skip(reason)
    try:
        yield where
    finally:
        subprocess.run(["umount", "--lazy", str(where)], check=True)


@contextmanager
def small_disk(where: Path, size: str = "256k") -> Iterator[Path]:
    """A file system of its own, of so many bytes."""
    with mounted(where, "mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs") as disk:
        yield disk


@contextmanager
def in_user_space(folder: Path, where: Path, *options: str) -> Iterator[Path]:
    """`folder` once more at `where`, through FUSE, as sshfs does it: its locks don't reach other mounts."""
    folder.mkdir(mode=0o700, exist_ok=True)
    reason = "takes root on Linux, bindfs and /dev/fuse"
    with mounted(where, "bindfs", *options, str(folder), reason=reason) as mount:
        yield mount


@contextmanager
def twice(folder: Path, where: Path) -> Iterator[Path]:
    """`folder` once more at `where`, by the kernel itself."""
    with mounted(where, "mount", "--bind", str(folder)) as mount:
        yield mount


@contextmanager
def read_only(folder: Path, where: Path) -> Iterator[Path]:
    """`folder` once more at `where`, where nobody can write."""
    with twice(folder, where) as mount:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(where)], check=True)
        yield mount


def fill(disk: Path) -> Path:
    """Leave no space; what can be removed to have it again."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(1024))
        except OSError:
            return filler
