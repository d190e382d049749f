"""Extensions that the installer was told of beside our own: a store gives an extension an id of its own.

Their ids lie in a file of the data folder, and of one that only administrators write to for the whole
machine. The browser checks its manifest; the
host checks again, and so needs to know them too.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys

from .identity import IDENTITY_REDIRECT_PATH, IDENTITY_REDIRECTS
from .paths import data_home

FILE = "extension-ids.json"
MACHINE = (
    os.path.join(os.environ.get("PROGRAMFILES", "C:\\Program Files"), "autolab-companion")  # noqa: PTH118 - as in paths.py
    if sys.platform == "win32"  # where anybody may make a folder beside the drive's others
    else "/etc/autolab-companion"
)
CHROMIUM_ID = re.compile(r"[a-p]{32}")
CHROMIUM_ORIGIN = re.compile(r"chrome-extension://[a-p]{32}/")
GECKO_ID = re.compile(r"\{[0-9a-fA-F-]{36}\}|[A-Za-z0-9._-]{0,64}@[A-Za-z0-9._-]{1,64}")


def added() -> list[str]:
    """Their ids, of both families; what does not look like an id is left out."""
    found: list[str] = []
    for folder in (MACHINE, data_home()):
        found += read(folder)
    return found


def read(folder: str) -> list[str]:
    """The ids in one folder's file; none if there is none, or it is damaged."""
    try:
        with open(os.path.join(folder, FILE), encoding="utf-8") as file:  # noqa: PTH118, PTH123 - as in paths.py
            value = json.load(file)
    except (OSError, ValueError, RecursionError):
        return []
    ids = value if isinstance(value, list) else []
    return [one for one in ids if isinstance(one, str) and (is_chromium(one) or GECKO_ID.fullmatch(one))]


def is_chromium(identifier: str) -> bool:
    """Whether it is an id of Chromium's kind; otherwise one of Gecko's."""
    return CHROMIUM_ID.fullmatch(identifier) is not None


def is_served(callers: list[str]) -> bool:
    """Whether a browser's arguments name one of them."""
    ids = added()
    if len(callers) == 1:
        return callers[0] in {origin(one) for one in ids if is_chromium(one)}
    return len(callers) == 2 and callers[1] in ids and not is_chromium(callers[1])  # noqa: PLR2004 - manifest path and id


def origin(identifier: str) -> str:
    """How Chromium names the extension as a caller."""
    return f"chrome-extension://{identifier}/"


def redirect(identifier: str) -> str:
    """What the browser's identity API makes of the id: where an authorization may end (both browsers' sources)."""
    if is_chromium(identifier):
        return f"https://{identifier}.chromiumapp.org/{IDENTITY_REDIRECT_PATH}"
    name = hashlib.sha1(identifier.encode(), usedforsecurity=False).hexdigest()
    return f"https://{name}.extensions.allizom.org/{IDENTITY_REDIRECT_PATH}"


def identity_redirects() -> list[str]:
    """Those of our own extensions, then of the added ones."""
    return [*IDENTITY_REDIRECTS, *map(redirect, added())]
