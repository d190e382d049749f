"""Names on disk made of names from a server. Pure; safe on every platform, whatever the server says."""

from __future__ import annotations

import hashlib
import unicodedata

LONGEST = 120
"""UTF-8 bytes of a name: leaves room below 255 for " (99)" and for Windows' 260-character paths."""
LONGEST_ENDING = 16

_FORBIDDEN = frozenset('<>:"/\\|?*')
_DEVICES = ("con", "prn", "aux", "nul", "conin$", "conout$", "clock$")
_RESERVED = frozenset({*_DEVICES, *(f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³")})
"""Windows' device names, with any ending: learn.microsoft.com, "Naming Files, Paths, and Namespaces"."""


_SIGNS = "-~"
"""At the front they mean something to a shell: an option, somebody's home."""


def safe_name(name: str, fallback: str) -> str:
    """One harmless path segment that still reads like `name`; `fallback` if nothing of it is left.

    No separators, control, format (direction) or unassigned characters, no leading dots, dashes or tildes, no
    trailing dots or spaces, no device names, never "." or "..", at most LONGEST bytes. A shortened name keeps its
    ending.
    """
    visible = "".join(_harmless(char) for char in unicodedata.normalize("NFC", name))
    trimmed = visible.strip(" .\t")
    if not trimmed.strip("_"):
        return fallback
    if _stem(trimmed).lower() in _RESERVED or trimmed[0] in _SIGNS:
        trimmed = f"_{trimmed}"
    return _shortened(trimmed)


def numbered(name: str, count: int) -> str:
    """The name for the count-th copy: "notes.pdf", "notes (2).pdf", "notes (3).pdf"."""
    if count <= 1:
        return name
    stem, ending = _split(name)
    return f"{stem} ({count}){ending}"


def _harmless(char: str) -> str:
    if char in _FORBIDDEN:
        return "_"
    category = unicodedata.category(char)
    if category in {"Zs", "Zl", "Zp"} or char in "\t\n\r":
        return " "
    return "" if category[0] == "C" else char


def _stem(name: str) -> str:
    return name.split(".", 1)[0].rstrip(" ")


def _split(name: str) -> tuple[str, str]:
    stem, dot, last = name.rpartition(".")
    if not (dot and stem and last) or len(last.encode()) > LONGEST_ENDING:
        return name, ""
    return (
        (stem[:-4], f".tar.{last}")
        if stem.endswith(".tar") and len(stem) > len(".tar")
        else (stem, f".{last}")
    )


def _shortened(name: str) -> str:
    if len(name.encode()) <= LONGEST:
        return name
    stem, ending = _split(name)
    mark = "~" + hashlib.sha256(name.encode()).hexdigest()[:6]
    room = LONGEST - len(ending.encode()) - len(mark)
    return stem.encode()[:room].decode(errors="ignore").rstrip(" .") + mark + ending
