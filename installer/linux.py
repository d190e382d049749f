"""Linux: a JSON file in the browser's configuration folder, a shell script as launcher, policies below /etc."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .browsers import GECKO, LINUX, LINUX_UNREAD, LINUX_WIDE
from .launcher import script, script_path
from .manifest import FILE_NAME
from .system import FolderSystem, Place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .browsers import Browser


GECKO_FILE = "policies.json"
COMMENT_OR_TEXT = re.compile(r"""("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/""", re.DOTALL)
TRAILING_COMMA_OR_TEXT = re.compile(r"""("(?:\\.|[^"\\])*")|,(?=\s*[\]}])""", re.DOTALL)


class Linux(FolderSystem):
    """`root` stands for / so that tests can have their own /etc."""

    browsers = LINUX
    unread = LINUX_UNREAD

    def __init__(self, environ: Mapping[str, str], root: Path = Path("/")) -> None:
        home = environ.get("HOME") or str(Path.home())
        config = environ.get("XDG_CONFIG_HOME", "")
        if not config.startswith("/"):  # the XDG specification: a relative path is to be ignored
            config = f"{home}/.config"
        super().__init__({"home": home, "config": config}, root, environ.get("PATH"))

    def machine_wide(self, browser: Browser) -> tuple[Path, ...]:
        """Below /etc, and for Mozilla's family below /usr/lib: where the Debian package puts them."""
        return tuple(self.resolve(folder) / FILE_NAME for folder in LINUX_WIDE.get(browser.key, ()))

    def policies(self, browser: Browser) -> dict[str, Any]:
        """Chromium: all files of the managed folder, whatever their names end in, merged in the order of their names.

        Firefox: the first policies.json there is. Sources: Chromium's ConfigDirPolicyLoader, Firefox's
        JSONPoliciesProvider.
        """
        folders = [self.resolve(folder) for folder in browser.policies.split(":") if folder]
        if browser.family == GECKO:
            first = next((policy for folder in folders if (policy := _policies(folder / GECKO_FILE))), {})
            return _table(first.get("policies"))
        merged: dict[str, Any] = {}
        for file in (file for folder in folders for file in sorted(folder.glob("*"))):
            merged.update(_policies(file))
        return merged

    def launcher(self, home: Path) -> Path:
        """A shell script in our data folder."""
        return script_path(home)

    def launcher_content(self, interpreter: str, home: Path | None) -> bytes | None:
        """The script's text."""
        return script(interpreter, home)


class WholeMachine(Linux):
    """The places that browsers read for every user; a browser counts as here if it has such a place."""

    def places(self, browser: Browser, home: Path) -> tuple[Place, ...]:
        """Below /etc and /usr/lib."""
        return tuple(Place(browser.family, file) for file in super().machine_wide(browser))

    def machine_wide(self, browser: Browser) -> tuple[Path, ...]:
        """What comes after these: nothing."""
        return ()

    def seen(self, browser: Browser) -> str | None:
        """A browser may be installed later."""
        return LINUX_WIDE.get(browser.key, (None,))[0]


def _policies(file: Path) -> dict[str, Any]:
    """What the file says; nothing where the browser skips it too."""
    try:
        return _table(lenient_json(file.read_text("utf-8-sig")))
    except (OSError, ValueError, RecursionError):
        return {}


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def lenient_json(text: str) -> Any:
    """The JSON value as Chromium reads policies: comments and trailing commas are allowed. Raises ValueError."""
    bare = COMMENT_OR_TEXT.sub(lambda found: found[1] or " ", text)
    return json.loads(TRAILING_COMMA_OR_TEXT.sub(lambda found: found[1] or "", bare), strict=False)
