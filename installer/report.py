"""A file for a bug report: what the doctor found and where it runs, without names, addresses and secrets."""

from __future__ import annotations

import getpass
import json
import platform
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from native_host import __version__
from native_host.wire.errors import CompanionError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .doctor import Diagnosis
    from .site import Site

ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s'\"<>]+", re.IGNORECASE)
EMAIL = re.compile(r"[^\s@'\"<>]+@[^\s@'\"<>]+")


def write_report(path: Path, site: Site, found: Sequence[Diagnosis]) -> None:
    """Write the report as JSON. Raises command_failed."""
    private = [word for diagnosis in found for word in diagnosis.finding.private]
    about = {
        "companion": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "encoding": sys.getfilesystemencoding(),
        "browsers": [browser.key for browser in site.browsers_here()],
        "findings": [diagnosis.as_json() for diagnosis in found],
    }
    try:
        text = json.dumps(about, indent=2, ensure_ascii=False)
        path.write_text(without_persons(text, private) + "\n", "utf-8")
    except OSError as error:
        raise CompanionError("command_failed", detail=f"{path}: {error.strerror}") from error


def without_persons(text: str, private: Iterable[str] = ()) -> str:
    """JSON with every server's address, e-mail address, the user's name, their home folder and `private` replaced."""
    for word in private:
        text = text.replace(f"“{json.dumps(word, ensure_ascii=False)[1:-1]}”", "“(name)”")
    bare = EMAIL.sub("(e-mail)", ADDRESS.sub("(address)", text))
    home, user = json.dumps(str(Path.home()), ensure_ascii=False)[1:-1], _user()
    bare = bare.replace(home, "~")
    return re.sub(rf"(?<![\w.-]){re.escape(user)}(?![\w.-])", "(user)", bare) if user else bare


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no entry for this user id
        return ""
