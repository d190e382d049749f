"""`autolab-companion extension pack`: the extension as files for browsers' stores."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from native_host.added_extensions import identity_redirects, redirect
from native_host.autolab.origin import parse_origin
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
    redirects = actions.add_parser(
        "redirects", help="print the addresses to register for a server's application"
    )
    redirects.add_argument("server", help="its address, such as autolab.example.edu")
    redirects.add_argument(
        "--extension-id",
        action="append",
        default=[],
        metavar="ID",
        help="of another extension: a store's listing",
    )


def run(args: argparse.Namespace) -> int:
    """Print what was written, or the addresses. Raises command_failed for a folder without extension, origin_invalid."""
    if args.action == "redirects":
        host = parse_origin(args.server).split("://", 1)[1]
        for base in [*identity_redirects(), *map(redirect, args.extension_id)]:
            print(f"{base}/{host}")
        return 0
    try:
        packed = pack(args.folder, args.to)
    except (ValueError, LookupError, TypeError) as error:
        raise CompanionError("command_failed", detail=f"{args.folder}: {error}") from error
    for path in packed:
        print(path)
    return 0
