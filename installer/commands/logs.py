"""`autolab-companion logs`: show the host's log, switch it on or off."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

from native_host.log import FILE, FOLDER

from ..changes import PRIVATE_FOLDER, Changes
from ..site import here

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

MODE = 0o600


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the action."""
    parser.add_argument(
        "action",
        nargs="?",
        choices=("show", "on", "off"),
        default="show",
        help="on: note requests and errors by name, from the host's next start; off: stop and delete (default: show)",
    )


def run(args: argparse.Namespace) -> int:
    """Do it; 1 if there is nothing to show. Raises target_unsafe, install_failed."""
    folder = here().home / FOLDER
    if args.action == "on":
        return _on(folder)
    if args.action == "off":
        if folder.is_dir() and not folder.is_symlink():
            shutil.rmtree(folder)
        print("The host keeps no log.")
        return 0
    files = [file for file in (folder / f"{FILE}.1", folder / FILE) if file.is_file()]
    if not files:
        print("The host keeps no log. `autolab-companion logs on` starts one.", file=sys.stderr)
        return 1
    for file in files:
        sys.stdout.write(file.read_text("ascii", "replace"))
    return 0


def _on(folder: Path) -> int:
    with Changes() as changes:
        changes.make_folder(folder)
        folder.chmod(PRIVATE_FOLDER)
        if not (folder / FILE).exists():
            changes.write(folder / FILE, b"", MODE)
    print(
        f"From its next start the host notes requests and errors by name in\n  {folder / FILE}\nRestart your browser."
    )
    return 0
