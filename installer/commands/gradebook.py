"""`autolab-companion gradebook import|export`: everybody's scores, from a table and as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..exporting import add_import_and_export, run_export
from ..importing import run_import

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommands."""
    _, brought = add_import_and_export(parser)
    brought.add_argument(
        "--skip-suspicious",
        action="store_true",
        help="leave out a person's scores in an assessment where one is above the maximum, below zero, much lower "
        "than before, or taken away",
    )


def run(args: argparse.Namespace) -> int:
    """Run the chosen subcommand. Raises CompanionError."""
    return run_export(args, "gradebook") if args.action == "export" else run_import(args, "gradebook")
