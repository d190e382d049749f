"""`autolab-companion policies`: print or write what lets browsers of a whole machine run the extension and its host."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from native_host.identity import CHROMIUM_EXTENSION_IDS, GECKO_EXTENSION_IDS
from native_host.wire.errors import CompanionError

from .. import policies
from ..browsers import CHROMIUM, GECKO
from ..changes import Changes
from ..manifest import FILE_MODE
from ..site import whole_machine

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from ..argument_parser import Parser


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--chromium-id",
        default=CHROMIUM_EXTENSION_IDS[0],
        metavar="ID",
        help="the id the extension has where browsers get it (a store gives one of its own)",
    )
    parser.add_argument(
        "--update-url", default=policies.STORE, metavar="URL", help="where Chromium's family gets it from"
    )
    parser.add_argument(
        "--firefox-id", default=GECKO_EXTENSION_IDS[0], metavar="ID", help="the same for Firefox"
    )
    parser.add_argument("--xpi", metavar="URL", help="the signed .xpi for Firefox, as https or file address")
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--write", action="store_true", help="write them where this Linux's browsers read them; as root"
    )
    what.add_argument(
        "--remove", action="store_true", help="remove what --write, with these options, has written"
    )
    parser.only_with("--xpi", "--firefox-id")


def run(args: argparse.Namespace) -> int:
    """Print, write or remove. Raises manifest_foreign for a file of somebody else's, target_unsafe, install_failed."""
    wanted = {CHROMIUM: policies.chromium(args.chromium_id, args.update_url)}
    if args.xpi:
        wanted[GECKO] = policies.firefox(args.xpi, args.firefox_id)
    if args.write or args.remove:
        _change(policies.files(whole_machine(), wanted), remove=args.remove)
    else:
        print(json.dumps(_by_title(wanted), indent=2))
    return 0


def _by_title(wanted: dict[str, dict[str, Any]]) -> dict[str, Any]:
    titles = {CHROMIUM: "Chromium, Chrome, Edge, Brave", GECKO: "Firefox"}
    return {titles[family]: value for family, value in wanted.items()}


def _change(files: dict[Path, str], *, remove: bool) -> None:
    site = whole_machine()
    with Changes(site.folder_mode) as changes:
        for file, content in files.items():
            there = file.exists()
            if there and file.name != policies.FILE and file.read_text("utf-8", "replace") != content:
                raise CompanionError("manifest_foreign", path=str(file))
            if remove:
                if changes.remove(file):
                    print(f"Removed {file}")
                for folder in list(file.parents)[:-2]:  # all but /etc and /, as long as they are empty
                    changes.remove_folder(folder)
            else:
                changes.write(file, content.encode(), FILE_MODE)
                print(f"Written {file}")
