"""`autolab-companion download`: handout and writeup into a folder that is then linked to the assessment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from native_host.downloads.file_names import safe_name
from native_host.wire.errors import CompanionError

from ..in_process import InProcess
from ..opened import opened
from ..presenting import add_server, add_target, note, print_json
from ..shown import shown
from ..target import LINK_FILE, target, write_link

if TYPE_CHECKING:
    import argparse

    from ..target import Target

WHAT = ("handout", "writeup")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_target(parser)
    parser.add_argument("--only", choices=WHAT, help="one of the two")
    parser.add_argument(
        "--into",
        type=Path,
        metavar="FOLDER",
        help="where to (default: a new folder with the assessment's name)",
    )
    add_server(parser)
    parser.add_argument("--json", action="store_true", help="print what was saved as JSON")
    parser.add_argument("--quiet", action="store_true", help="print the paths and nothing beside them")


def run(args: argparse.Namespace) -> int:
    """Save the files and print their paths. Raises CompanionError."""
    services = opened()
    where = target(services, args.target, args.server)
    folder = _folder(args, where)
    saved: dict[str, dict[str, Any]] = {}
    with InProcess(services) as host:
        for what in (args.only,) if args.only else WHAT:
            saved[what] = host.download(lambda: _made(folder), **where.params, what=what)
    if any(one["kind"] == "file" for one in saved.values()) and not (folder / LINK_FILE).exists():
        write_link(folder, where)
    if args.json:
        print_json(saved)
    else:
        _print(args, where, saved)
    return 0


def _folder(args: argparse.Namespace, where: Target) -> Path:
    if args.into is not None:
        return Path(args.into).absolute()
    if where.link is not None:  # a folder of this assessment already
        return Path(where.link).parent
    return Path.cwd() / safe_name(str(where.assessment), "assessment")


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CompanionError("download_failed", detail=f"{folder}: {error.strerror}") from error
    return folder


def _print(args: argparse.Namespace, where: Target, saved: dict[str, dict[str, Any]]) -> None:
    for what, one in saved.items():
        if one["kind"] == "none":
            if not args.quiet:
                note(f"{where} has no {what}.")
        else:
            print(shown(one["path"] if one["kind"] == "file" else one["url"]))
