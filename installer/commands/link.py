"""`autolab-companion link`: tie a folder to an assessment, so that `submit FILE` suffices in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from native_host.wire.errors import CompanionError

from ..opened import opened
from ..presenting import add_server
from ..target import target, write_link

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("target", metavar="TARGET", help="COURSE:ASSESSMENT or the address of its page")
    add_server(parser)


def run(args: argparse.Namespace) -> int:
    """Write the link file into the working folder. Raises CompanionError."""
    where = target(opened(), args.target, args.server)
    try:
        path = write_link(Path.cwd(), where)
    except OSError as error:
        raise CompanionError("command_failed", detail=f"{error.filename}: {error.strerror}") from error
    print(
        f"{path} names {where} on {where.server}: `autolab-companion submit FILE` hands in there from here on."
    )
    return 0
