"""The native-messaging manifest: what a browser must find to start the host, and whose a found one is.

Formats: Chromium's `allowed_origins`, Gecko's `allowed_extensions`; the rest is common to both.
"""

from __future__ import annotations

import json
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from native_host.added_extensions import is_chromium, origin
from native_host.identity import CHROMIUM_ORIGINS, GECKO_EXTENSION_IDS, HOST_NAME

from .browsers import CHROMIUM

if TYPE_CHECKING:
    from collections.abc import Iterable

FILE_NAME = f"{HOST_NAME}.json"
FILE_MODE = 0o644
DESCRIPTION = "Autolab Companion: score badges, submissions and receipts for Autolab"
"""By this a manifest is known as ours, whatever version wrote it."""


class Verdict(Enum):
    """What a found manifest is to us."""

    MISSING = "missing"
    CURRENT = "current"
    STALE = "stale"
    BROKEN = "broken"
    FOREIGN = "foreign"


def manifest(family: str, launcher: Path, added: Iterable[str] = ()) -> bytes:
    """The manifest for one family of browsers, UTF-8 JSON. Raises UnicodeEncodeError for a path that is no text.

    `added`: ids of further extensions, of either family.
    """
    others = [one for one in added if is_chromium(one) == (family == CHROMIUM)]
    callers = (
        {"allowed_origins": [*CHROMIUM_ORIGINS, *map(origin, others)]}
        if family == CHROMIUM
        else {"allowed_extensions": [*GECKO_EXTENSION_IDS, *others]}
    )
    value = {"name": HOST_NAME, "description": DESCRIPTION, "path": str(launcher), "type": "stdio", **callers}
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def judge(path: Path | None, wanted: bytes) -> Verdict:
    """Compare the manifest at `path` (None: none registered) with the wanted one."""
    if path is None or not (path.exists() or path.is_symlink()):
        return Verdict.MISSING
    if path.is_symlink() or not path.is_file():
        return Verdict.FOREIGN
    found = path.read_bytes()
    if found == wanted:
        return Verdict.CURRENT
    try:
        value = json.loads(found)
    except (ValueError, RecursionError):
        return Verdict.BROKEN
    if isinstance(value, dict) and value.get("description") == DESCRIPTION:
        return Verdict.STALE
    return Verdict.FOREIGN


def launcher_of(path: Path | None) -> Path | None:
    """The program that a manifest of ours names; None if there is none of ours."""
    try:
        found = json.loads(path.read_bytes()) if path else {}
        return Path(found["path"]) if found["description"] == DESCRIPTION else None
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
