"""`autolab-companion agenda`: the coming deadlines of all courses on all servers."""

from __future__ import annotations

import sys

from ..exit_codes import exit_code_of
from ..in_process import InProcess
from ..opened import opened
from ..presenting import add_reading_options, moment, note, present
from ..table import Cell, print_table

TYPE_CHECKING = False  # typing stays off the path to what is remembered
if TYPE_CHECKING:
    import argparse
    from typing import Any

    from ..argument_parser import Parser


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.add_argument("--ics", action="store_true", help="print them as iCalendar (RFC 5545)")
    add_reading_options(parser)
    parser.at_odds("--ics", "--json")


def run(args: argparse.Namespace) -> int:
    """Print the deadlines; the code of what kept some server or course from being asked. Raises CompanionError."""
    with InProcess(opened(), offline=args.offline) as host:
        if args.ics:
            sys.stdout.write(host.call("agenda.ics")["text"])
            return 0
        result = host.call("agenda")
        code = present(args, result, _show)
        errors = result["data"]["errors"]
        if not args.quiet:
            for one in errors:
                note(f"{one['course'] or one['server']}: {one['error']['message']}")
        return code or exit_code_of(*(one["error"] for one in errors))


def _show(data: dict[str, Any]) -> None:
    rows = (
        [
            Cell(moment(item["due_at"]), "warn" if item["late"] else None),
            f"{item['course']}:{item['assessment']}",
            item["display_name"],
            "late" if item["late"] else "",
            moment(item["end_at"]),
        ]
        for item in data["items"]
    )
    print_table(("DUE (COURSE)", "TARGET", "TITLE", "", "CLOSES (COURSE)"), rows)
