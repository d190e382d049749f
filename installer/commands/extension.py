"""`autolab-companion extension pack`: the extension as files for browsers' stores."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from native_host.added_extensions import identity_redirects, redirect
from native_host.autolab.origin import parse_origin
from native_host.wire.errors import CompanionError

from ..extension_folder import extension_folder
from ..extension_pack import pack, pack_signed

if TYPE_CHECKING:
    import argparse

    from ..argument_parser import Parser


def add_arguments(parser: Parser) -> None:
    """Declare the subcommands."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    packing = actions.add_parser("pack", help="write a .zip for Chromium's stores and an .xpi for Firefox's")
    packing.add_argument(
        "folder", nargs="?", type=Path, default=extension_folder(), help="the extension (default: ours)"
    )
    packing.add_argument("--to", type=Path, default=Path(), metavar="DIR", help="where to (default: here)")
    packing.add_argument("--key", type=Path, metavar="PEM", help="write a .crx too, signed with this RSA key")
    packing.add_argument(
        "--crx-url", metavar="URL", help="with --key: where the .crx will lie; writes updates.xml"
    )
    packing.only_with("--key", "--crx-url")
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
    """Print what was written, or the addresses. Raises command_failed for no extension or key, origin_invalid."""
    if args.action == "redirects":
        host = parse_origin(args.server).split("://", 1)[1]
        for base in [*identity_redirects(), *map(redirect, args.extension_id)]:
            print(f"{base}/{host}")
        return 0
    try:
        packed = pack(args.folder, args.to)
        if args.key:
            identifier, signed = pack_signed(args.folder, args.to, args.key, args.crx_url)
            packed += signed
            print(f"Chromium will give the signed extension the id {identifier}.", file=sys.stderr)
    except (ValueError, LookupError, TypeError) as error:
        raise CompanionError("command_failed", detail=f"{args.folder}: {error}") from error
    for path in packed:
        print(path)
    return 0
