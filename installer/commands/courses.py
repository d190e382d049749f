"""`autolab-companion courses`: your courses on a server."""

from __future__ import annotations

from native_host.operations.courses import STATES

from ..presenting import add_reading_options, read_server
from ..table import print_table

TYPE_CHECKING = False  # typing stays off the path to what is remembered
if TYPE_CHECKING:
    import argparse
    from typing import Any


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--state", choices=STATES, default="current", help="which courses (default: %(default)s)"
    )
    add_reading_options(parser)


def run(args: argparse.Namespace) -> int:
    """List the courses. Raises CompanionError."""
    return read_server(args, "courses", _show, state=args.state)


def _show(courses: list[dict[str, Any]]) -> None:
    columns = ("name", "display_name", "semester", "auth_level")
    print_table(
        ("COURSE", "TITLE", "SEMESTER", "YOU ARE"),
        ([course[column] for column in columns] for course in courses),
    )
