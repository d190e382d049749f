"""The programs in the data folder, side by side: `program/VERSION-DIGEST`. The launcher names the one that is used.

So one atomic write switches; a host that runs keeps the program it was started from, and none is deleted under it.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from .. import record
from ..came_from import PROGRAMS
from ..launcher import script_path, started_by
from .tree import PYTHON

if TYPE_CHECKING:
    from collections.abc import Iterator

PARTIAL = ".partial-"
"""How the name of a folder begins that is still being filled."""


def programs(home: Path) -> Path:
    """The folder that holds them."""
    return home / PROGRAMS


def of(home: Path, interpreter: str) -> Path | None:
    """The program that an interpreter is part of; None if it is none of ours."""
    return next((folder for folder in Path(interpreter).parents if folder.parent == programs(home)), None)


def current(home: Path) -> Path | None:
    """The program that browsers start; None if the launcher starts something else, or what is gone."""
    try:
        started = started_by(script_path(home).read_bytes())
    except OSError:
        return None
    return of(home, started.interpreter) if started and Path(started.interpreter).exists() else None


def python(program: Path) -> str:
    """The program's interpreter."""
    return str(program / PYTHON)


def prune(home: Path) -> list[Path]:
    """Delete all but the current, the previous and what processes run from; what was deleted."""
    used = {current(home), *_running(programs(home))}
    previous = record.load(home).previous
    gone = [each for each in _folders(home) if each not in used and each.name != previous]
    for each in gone:
        shutil.rmtree(each, ignore_errors=True)
    return gone


def remove_all(home: Path) -> None:
    """Delete every program; a process that runs from one may import nothing more."""
    if not programs(home).is_symlink():
        shutil.rmtree(programs(home), ignore_errors=True)


def _folders(home: Path) -> list[Path]:
    try:
        return [each for each in programs(home).iterdir() if each.is_dir() and not each.is_symlink()]
    except OSError:
        return []


def _running(folder: Path) -> Iterator[Path]:
    """The programs that processes of this user were started from, as far as the system tells (Linux)."""
    for process in Path("/proc").glob("[0-9]*/exe"):
        try:
            started = Path(os.readlink(process))  # noqa: PTH115 - pathlib's does not tell a deleted file's name better
        except OSError:
            continue
        if started.is_relative_to(folder):
            yield folder / started.relative_to(folder).parts[0]
