"""`autolab-companion gradebook import|export`: everybody's scores, from a table and as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..exporting import add_import_and_export, run_export
from ..importing import run_import

if TYPE_CHECKING:
    import argparse

    from ..argument_parser import Parser


def add_arguments(parser: Parser) -> None:
    """Declare the subcommands."""
    _, brought = add_import_and_export(parser)
    brought.add_argument(
        "--skip-suspicious",
        action="store_true",
        help="leave out each score that is above the maximum, below zero, much lower than before, or taken away",
    )


def run(args: argparse.Namespace) -> int:
    """Run the chosen subcommand. Raises CompanionError."""
    if args.action == "export":
        return run_export(args, "gradebook")
    return run_import(args, "gradebook", suspicious_apart=args.skip_suspicious)
