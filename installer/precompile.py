"""Compiles the host and what it imports, so that the first start does not pay for it (seconds on a cold disk)."""

from __future__ import annotations

import compileall
import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING

import native_host

if TYPE_CHECKING:
    from collections.abc import Iterator

DISTRIBUTION = "autolab-companion"
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def precompile() -> bool:
    """Write the missing .pyc files. False if some could not be written; the host then only starts slower."""
    done = [compileall.compile_dir(folder, quiet=2) for folder in native_host.__path__]
    done += [compileall.compile_file(file, quiet=2) for name in needed() for file in sources(name)]
    return all(done)


def needed() -> set[str]:
    """Our distribution and all that it requires here, directly or not."""
    found: set[str] = set()
    waiting = [DISTRIBUTION]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            requires = distribution(name).requires or []
        except PackageNotFoundError:
            continue  # required on another platform or Python
        found.add(name)
        waiting += [_normal(line) for line in requires if "extra ==" not in line]
    return found


def sources(name: str) -> Iterator[Path]:
    """The Python files of an installed distribution."""
    for file in distribution(name).files or ():
        path = Path(str(file.locate()))
        if path.suffix == ".py" and path.is_file():
            yield path


def _normal(requirement: str) -> str:
    match = _NAME.match(requirement)
    return re.sub(r"[-_.]+", "-", match[0]).lower() if match else requirement
