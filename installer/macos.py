"""macOS: as on Linux, but below ~/Library/Application Support, with policies in property lists."""

from __future__ import annotations

import plistlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .browsers_macos import MACOS
from .launcher import script, script_path
from .system import FolderSystem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .browsers import Browser


class MacOS(FolderSystem):
    """`root` stands for / so that tests can have their own /Applications and /Library."""

    browsers = MACOS

    def __init__(self, environ: Mapping[str, str], root: Path = Path("/")) -> None:
        home = environ.get("HOME") or str(Path.home())
        folders = {"home": home, "support": f"{home}/Library/Application Support"}
        super().__init__(folders, root, environ.get("PATH"))
        self._user = environ.get("USER") or Path(home).name

    def machine_wide(self, browser: Browser) -> tuple[Path, ...]:
        """None: no package of ours installs for the whole machine here."""
        return ()

    def policies(self, browser: Browser) -> dict[str, Any]:
        """The managed preferences of the browser's bundle: the machine's, then this user's, which come first."""
        merged: dict[str, Any] = {}
        for folder in (".", self._user) if browser.policies else ():
            file = self.resolve(f"/Library/Managed Preferences/{folder}/{browser.policies}.plist")
            try:
                value = plistlib.loads(file.read_bytes())
            except (OSError, ValueError, plistlib.InvalidFileException):
                continue
            if isinstance(value, dict):
                merged.update(value)
        return merged

    def launcher(self, home: Path) -> Path:
        """A shell script in our data folder."""
        return script_path(home)

    def launcher_content(self, interpreter: str, home: Path | None) -> bytes | None:
        """The script's text."""
        return script(interpreter, home)
