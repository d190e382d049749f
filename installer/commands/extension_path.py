"""`autolab-companion extension-path`: where the extension lies, for scripts and for Load unpacked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..extension_folder import extension_folder
from ..site import here

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(_args: argparse.Namespace) -> int:
    """Print the folder; 1 if it is not there."""
    folder = extension_folder(here().home)
    print(folder)
    return 0 if (folder / "manifest.json").is_file() else 1
