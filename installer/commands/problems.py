"""`autolab-companion problems`: how an assessment is scored, and new problems from a table."""

from __future__ import annotations

from ..presenting import add_reading_options, add_target, read
from ..table import print_table

TYPE_CHECKING = False  # typing stays off the path to what is remembered
if TYPE_CHECKING:
    import argparse
    from typing import Any

    from ..argument_parser import Parser


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    from ..importing import add_doing_options

    add_target(parser)
    add_reading_options(parser)
    parser.add_argument("--add", dest="file", metavar="FILE", help="add the problems of a table (staff)")
    add_doing_options(parser)
    parser.only_with("--add", "--yes", "--dry-run", "--all", "--undo-file")
    parser.at_odds("--add", "--offline", why="problems are added by asking Autolab")


def run(args: argparse.Namespace) -> int:
    """List the problems, or add some. Raises CompanionError."""
    if args.file is None:
        return read(args, "problems", _show)
    from ..importing import run_import

    return run_import(args, "problems")


def _show(problems: list[dict[str, Any]]) -> None:
    rows = (
        [one["name"], one["max_score"], "optional" if one["optional"] else "", one["description"] or ""]
        for one in problems
    )
    print_table(("PROBLEM", "POINTS", "", "DESCRIPTION"), rows)
