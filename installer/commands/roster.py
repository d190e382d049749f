"""`autolab-companion roster import|export`: who is in a course, from a table and as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..exporting import add_import_and_export, run_export
from ..importing import run_import

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommands."""
    add_import_and_export(parser).add_argument(
        "--drop-missing", action="store_true", help="drop the students whom the file does not name"
    )


def run(args: argparse.Namespace) -> int:
    """Run the chosen subcommand. Raises CompanionError."""
    return (
        run_export(args, "roster")
        if args.action == "export"
        else run_import(args, "roster", drop_missing=args.drop_missing)
    )
