"""A course as a table: to a file of the user's alone, or to the terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from .exit_codes import DONE
from .importing import add_import_options
from .in_process import InProcess
from .job_end import write
from .opened import opened
from .presenting import add_server, add_target, note, print_json
from .target import target

if TYPE_CHECKING:
    import argparse

    from .argument_parser import Parser


def add_import_and_export(
    parser: Parser,
) -> tuple[argparse._SubParsersAction[Parser], Parser]:
    """The subcommands of what is imported into a whole course and exported; with the parser of the import."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    brought = actions.add_parser(
        "import", help="bring the course into line with a file, after showing the differences"
    )
    add_import_options(brought, course=True)
    add_export_options(
        actions.add_parser("export", help="write it as CSV, to be edited and imported"), course=True
    )
    return actions, brought


def add_export_options(parser: Parser, *, course: bool) -> None:
    """The options of every export; `course`: it is about a whole course."""
    add_target(parser, course=course)
    parser.add_argument("--output", "-o", metavar="PATH", help="write it there instead of to the terminal")
    add_server(parser)
    parser.add_argument("--json", action="store_true", help="print {filename, content, rows} as JSON")
    parser.add_argument("--quiet", action="store_true", help="print the table and nothing beside it")
    parser.at_odds("--output", "--json")


def run_export(args: argparse.Namespace, kind: str) -> int:
    """Ask Autolab and write the table. Raises CompanionError."""
    services = opened()
    with InProcess(services) as host:
        where = target(services, args.target, args.server, whole_course=kind in {"roster", "gradebook"})
        of_course = kind == "roster" or (kind == "gradebook" and not args.target)
        about = {name: value for name, value in where.params.items() if name != "assessment" or not of_course}
        told = host.call("staff.export", **about, kind=kind)
    if args.json:
        print_json(told)
    elif args.output:
        write(args.output, told["content"])
        if not args.quiet:
            note(f"{told['rows']} lines written to {args.output}.")
    else:
        sys.stdout.write(told["content"].removeprefix("\ufeff"))  # a mark for spreadsheets, no use in a pipe
    return DONE
