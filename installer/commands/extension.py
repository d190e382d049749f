"""`autolab-companion extension pack`: the extension as files for browsers' stores."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from native_host.wire.errors import CompanionError

from ..extension_folder import extension_folder
from ..extension_pack import pack

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommands."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    packing = actions.add_parser("pack", help="write a .zip for Chromium's stores and an .xpi for Firefox's")
    packing.add_argument(
        "folder", nargs="?", type=Path, default=extension_folder(), help="the extension (default: ours)"
    )
    packing.add_argument("--to", type=Path, default=Path(), metavar="DIR", help="where to (default: here)")


def run(args: argparse.Namespace) -> int:
    """Print what was written. Raises command_failed for a folder that holds no extension."""
    try:
        packed = pack(args.folder, args.to)
    except (ValueError, LookupError, TypeError) as error:
        raise CompanionError("command_failed", detail=f"{args.folder}: {error}") from error
    for path in packed:
        print(path)
    return 0
