"""Where the extension lies: beside this package, or where an upgrade of the companion's own program leaves it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from .program import tree

if TYPE_CHECKING:
    from .changes import Changes

NAME = "extension"
"""Below the data folder. Browsers keep the path of an unpacked extension, and programs come and go."""

NEW, OLD = f".new-{NAME}", f".old-{NAME}"


def extension_folder(home: Path | None = None) -> Path:
    """The folder to load into a browser; it holds the extension's manifest.json. `home`: the data folder."""
    if home is not None and (home / NAME / "manifest.json").is_file():
        return home / NAME
    return Path(__file__).resolve().parent.parent / "extension"


def bring(program: Path, home: Path, changes: Changes) -> None:
    """Put the program's extension where browsers load it from, in one step. Raises OSError, CalledProcessError."""
    source = tree.packages_folder(program) / "autolab_companion" / NAME
    new, old, place = (home / name for name in (NEW, OLD, NAME))
    for each in (new, old):
        shutil.rmtree(each, ignore_errors=True)
    shutil.copytree(source, new)
    if place.is_symlink() or place.exists():
        place.rename(old)
        changes.on_undo(lambda: old.rename(place))
    new.rename(place)
    changes.on_undo(lambda: shutil.rmtree(place))


def remove(home: Path) -> None:
    """Delete what `bring` put there."""
    for name in (NAME, NEW, OLD):
        if not (home / name).is_symlink():
            shutil.rmtree(home / name, ignore_errors=True)
