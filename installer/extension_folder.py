"""Where the extension lies: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def extension_folder() -> Path:
    """The folder to load into a browser; it holds the extension's manifest.json."""
    packaged = _HERE / "extension"
    return packaged if packaged.is_dir() else _HERE.parent / "extension"
