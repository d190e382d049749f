"""Where the extension lies: beside this package, in an installation as in a checkout."""

from __future__ import annotations

from pathlib import Path


def extension_folder() -> Path:
    """The folder to load into a browser; it holds the extension's manifest.json."""
    return Path(__file__).resolve().parent.parent / "extension"
