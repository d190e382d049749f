"""What the installer needs of an operating system. Each of the three is one file: linux, macos, windows."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from .manifest import FILE_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .browsers import Browser
    from .changes import Changes


MACHINE_HIVE = "HKEY_LOCAL_MACHINE\\"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a family of browsers reads our manifest: a file, and on Windows the registry key that names it.

    A key is below HKEY_CURRENT_USER unless it begins with MACHINE_HIVE.
    """

    family: str
    file: Path
    key: str | None = None

    @property
    def words(self) -> str:
        """The place as the user may look it up."""
        if self.key is None:
            return str(self.file)
        return self.key if self.key.startswith(MACHINE_HIVE) else rf"HKEY_CURRENT_USER\{self.key}"


class System(Protocol):
    """One operating system, as seen by one user. `unread`: folders mistaken for hosts folders."""

    browsers: tuple[Browser, ...]
    unread: tuple[str, ...]

    def resolve(self, path: str) -> Path:
        """A folder of the table, with its {variables} filled in."""

    def places(self, browser: Browser, home: Path) -> tuple[Place, ...]:
        """Where this browser reads hosts. `home` is our data folder."""

    def machine_wide(self, browser: Browser) -> tuple[Path, ...]:
        """The manifest files for the whole machine that this browser reads where the user has none."""

    def seen(self, browser: Browser) -> str | None:
        """What shows that the browser is here; None if nothing does."""

    def registered(self, place: Place) -> Path | None:
        """The manifest file that the browser would read now, whoever wrote it."""

    def register(self, place: Place, changes: Changes) -> None:
        """Make the browser read `place.file`, which is written already."""

    def unregister(self, place: Place, changes: Changes) -> None:
        """Undo `register`; the file is removed by the caller."""

    def set_aside(self, place: Place, changes: Changes) -> str:
        """Keep what is registered there now; returns what `put_back` needs."""

    def put_back(self, place: Place, kept: str, changes: Changes) -> None:
        """Register again what `set_aside` kept."""

    def policies(self, browser: Browser) -> dict[str, Any]:
        """The machine's policies for this browser, by their documented names."""

    def profiles(self, browser: Browser) -> list[Path]:
        """The folders of a Chromium-based browser's profiles."""

    def launcher(self, home: Path) -> Path:
        """The program that manifests name."""

    def launcher_content(self, interpreter: str, home: Path | None) -> bytes | None:
        """What to write there; None where it is there already. `home`: a data folder to insist on."""


def find(sign: str, resolved: Path, search_path: str | None) -> str | None:
    """The sign's place if it is there: a folder or file, or a program on the search path.

    What we may not look into shows nothing.
    """
    if "/" not in sign:
        return shutil.which(sign, path=search_path)
    return str(resolved) if os.path.exists(resolved) else None  # noqa: PTH110 - pathlib's raises where we may not look


def profiles_below(folders: Iterable[Path]) -> list[Path]:
    """Every profile of Chromium's in these folders of user data."""
    return [file.parent for folder in folders for file in sorted(folder.glob("*/Preferences"))]


class FolderSystem:
    """Linux and macOS: a manifest is registered by lying in the browser's folder."""

    browsers: tuple[Browser, ...]
    unread: tuple[str, ...] = ()

    def __init__(self, folders: Mapping[str, str], root: Path, search_path: str | None) -> None:
        self._folders = folders
        self._root = root
        self._search_path = search_path

    def resolve(self, path: str) -> Path:
        """A folder of the table; machine-wide ones lie below `root`."""
        return self._root / path.lstrip("/") if path.startswith("/") else Path(path.format_map(self._folders))

    def places(self, browser: Browser, home: Path) -> tuple[Place, ...]:
        """The manifest files this browser may read."""
        return tuple(Place(browser.family, self.resolve(folder) / FILE_NAME) for folder in browser.hosts)

    def seen(self, browser: Browser) -> str | None:
        """The first sign of the browser."""
        for sign in browser.signs:
            if found := find(sign, self.resolve(sign), self._search_path):
                return found
        return None

    def profiles(self, browser: Browser) -> list[Path]:
        """The folders below its signs that hold preferences."""
        return profiles_below(self.resolve(sign) for sign in browser.signs if sign.startswith("{"))

    def registered(self, place: Place) -> Path | None:
        """The file itself, even if it is only a dangling link."""
        return place.file if place.file.exists() or place.file.is_symlink() else None

    def register(self, place: Place, changes: Changes) -> None:
        """Nothing more than the file."""

    def unregister(self, place: Place, changes: Changes) -> None:
        """Nothing more than the file."""

    def set_aside(self, place: Place, changes: Changes) -> str:
        """Rename the file or link; browsers read only names that end in .json."""
        number = 1
        while (
            kept := place.file.with_name(f"{place.file.name}.kept-{number}")
        ).exists() or kept.is_symlink():
            number += 1
        changes.move(place.file, kept)
        return str(kept)

    def put_back(self, place: Place, kept: str, changes: Changes) -> None:
        """Rename it back."""
        if Path(kept).exists() or Path(kept).is_symlink():
            changes.move(Path(kept), place.file)
