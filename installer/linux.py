"""Linux: a JSON file in the browser's configuration folder, a shell script as launcher, policies below /etc."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .browsers import LINUX, LINUX_UNREAD
from .launcher import script, script_path
from .system import FolderSystem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .browsers import Browser


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

    def policies(self, browser: Browser) -> dict[str, Any]:
        """All files of the managed folder, whatever their names end in, merged in the order of their names.

        Source: Chromium's ConfigDirPolicyLoader.
        """
        merged: dict[str, Any] = {}
        folder = self.resolve(browser.policies) if browser.policies else None
        for file in sorted(folder.glob("*")) if folder else ():
            try:
                value = lenient_json(file.read_text("utf-8-sig"))
            except (OSError, ValueError, RecursionError):
                continue  # the browser skips it too
            if isinstance(value, dict):
                merged.update(value)
        return merged

    def launcher(self, home: Path) -> Path:
        """A shell script in our data folder."""
        return script_path(home)

    def launcher_content(self, interpreter: str, home: Path | None) -> bytes | None:
        """The script's text."""
        return script(interpreter, home)


def lenient_json(text: str) -> Any:
    """The JSON value as Chromium reads policies: comments and trailing commas are allowed. Raises ValueError."""
    bare = COMMENT_OR_TEXT.sub(lambda found: found[1] or " ", text)
    return json.loads(TRAILING_COMMA_OR_TEXT.sub(lambda found: found[1] or "", bare), strict=False)
