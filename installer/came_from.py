"""How the companion came to this computer, and so how it is brought again. Only the standard library here."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

IN_PLACE = "in-place"
"""A file of this name beside an environment's pyvenv.cfg: something else keeps it where it is, such as dpkg."""
PROGRAMS = "program"
"""The folder, in the data folder, that holds the companion's own programs side by side."""


def _kept_by_a_package(prefix: Path) -> bool:
    return (prefix / IN_PLACE).exists()


def _of_its_own(prefix: Path) -> bool:
    return prefix.parent.name == PROGRAMS


_WAYS: tuple[tuple[Callable[[Path], bool], str], ...] = (
    (_kept_by_a_package, "Install the companion's package again, as root: it brings what is missing."),
    (_of_its_own, "Start the installer file that you downloaded again: it brings what is missing."),
)
_PIP = (
    "Install the companion again in an environment of its own (for example `pipx reinstall autolab-companion`), "
    "then run `autolab-companion install`."
)


def bring_again(prefix: str = sys.prefix) -> str:
    """What the user has to do when files of the companion under `prefix` are missing or damaged."""
    return next((words for is_it, words in _WAYS if is_it(Path(prefix))), _PIP)
