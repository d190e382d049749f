"""`autolab-companion receipts list|export|import|verify`: what was handed in from here, and its backup."""

from __future__ import annotations

import json
import os
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from native_host.storage.submissions.backup import document, entries_of
from native_host.storage.submissions.survey import loss
from native_host.vault import safe_files
from native_host.wire.errors import CompanionError

from ..in_process import InProcess
from ..opened import begin, opened
from ..presenting import moment, note, print_json
from ..table import print_table

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from native_host.services import Services

EPILOG = "exit code: 0 done and complete, 1 refused, failed or something is missing, 2 wrong usage"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommands."""
    parser.epilog = EPILOG
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listed = actions.add_parser("list", help="list what was handed in from here, newest first")
    listed.add_argument("--json", action="store_true", help="print the receipts as JSON")
    listed.add_argument("--offline", action="store_true", help="ask no server what became of those in doubt")
    out = actions.add_parser("export", help="write all receipts as JSON")
    out.add_argument("file", nargs="?", metavar="FILE", help="where to; without it, to the terminal")
    back = actions.add_parser("import", help="bring back the receipts of an export; what is here stays")
    back.add_argument("file", metavar="FILE", help="an export of this command or of the receipts page")
    verify = actions.add_parser("verify", help="tell as JSON whether every receipt is here")
    verify.add_argument(
        "--accept-losses",
        action="store_true",
        help="give up what is missing or damaged today, and say no more of it",
    )


def run(args: argparse.Namespace) -> int:
    """Run the chosen subcommand. Raises CompanionError."""
    services = opened()
    with closing(services.journal):
        return _ACTIONS[args.action](services, args)


def show(services: Services, args: argparse.Namespace) -> int:
    """Print the receipts; 1 if some are missing or can't be read."""
    with InProcess(services, offline=args.offline) as host:
        result = host.call("receipts.list")
    if args.json:
        print_json(result)
    else:
        columns = ("sent_at", "course", "assessment", "filename", "state", "version", "account")
        rows = (
            [moment(one["sent_at"]), *(one[column] for column in columns[1:])] for one in result["receipts"]
        )
        print_table(("SENT", "COURSE", "ASSESSMENT", "FILE", "STATE", "VERSION", "AS"), rows)
    complete = result["loss"] is None and not result["unreadable"]
    if not complete:
        note("Not all receipts are here: `autolab-companion receipts verify` says more.")
    return 0 if complete else 1


def export(services: Services, args: argparse.Namespace) -> int:
    """Write the document; 1 if receipts are missing from it."""
    found = services.journal.survey()
    text = document(found.entries, services.clock(), found.unreadable, loss(found))
    if args.file is None:
        sys.stdout.write(text)
    else:
        # It tells what was handed in: for the user alone, as the data folder is.
        _write(args.file, text.encode())
        print(f"{len(found.entries)} receipts written to {args.file}.")
    if not found.complete:
        sys.stderr.write("Not all receipts are in it: `autolab-companion receipts verify` says more.\n")
    return 0 if found.complete else 1


def _write(path: str, data: bytes) -> None:
    try:
        safe_files.write_bytes(os.path.abspath(path), data)  # noqa: PTH100 - pathlib keeps `..`
    except CompanionError as error:  # its words are the data folder's
        raise CompanionError("export_failed", path=path, detail=error.data["detail"]) from error
    except FileNotFoundError as error:  # the working folder is gone
        raise CompanionError("export_failed", path=path, detail=error.strerror) from error


def bring_back(services: Services, args: argparse.Namespace) -> int:
    """Import a document; 1 if receipts are still missing after it."""
    try:
        text = Path(args.file).read_bytes()
    except OSError as error:
        detail = error.strerror or type(error).__name__
        raise CompanionError("backup_unusable", path=args.file, detail=detail) from error
    entries = entries_of(text, args.file)
    begin(services)
    counts = services.journal.restore(entries)
    print("{added} receipts brought back, {mended} mended, {kept} were here.".format_map(counts))
    found = services.journal.survey()
    if not found.complete:
        sys.stderr.write("Some are missing still: `autolab-companion receipts verify` says more.\n")
    return 0 if found.complete else 1


def verify(services: Services, args: argparse.Namespace) -> int:
    """Print {receipts, unreadable, loss, complete}; 1 unless complete."""
    if args.accept_losses:
        services.journal.accept_losses()
    found = services.journal.survey()
    if args.accept_losses and found.unreadable:
        sys.stderr.write("The unreadable ones wait for their key or a newer companion, and were left.\n")
    told = {"receipts": len(found.entries), "unreadable": found.unreadable, "loss": loss(found)}
    print(json.dumps({**told, "complete": found.complete}, indent=2))
    return 0 if found.complete else 1


_ACTIONS: dict[str, Callable[[Services, argparse.Namespace], int]] = {
    "list": show,
    "export": export,
    "import": bring_back,
    "verify": verify,
}
