"""`autolab-companion roster list|import|export|add|change|drop`: who is in a course, one by one or from a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..exit_codes import DONE
from ..exporting import add_import_and_export, run_export
from ..importing import run_import
from ..in_process import InProcess
from ..opened import opened
from ..presenting import add_reading_options, add_server, add_target, note, print_json, read
from ..table import Cell, print_table
from ..target import target

if TYPE_CHECKING:
    import argparse

    from ..argument_parser import Parser

ROLES = ("student", "course_assistant", "instructor")
_FIELDS = {
    "lecture": "the lecture, as the course names it",
    "section": "the section",
    "grade_policy": "how the course grades this person",
    "nickname": "what the course calls this person, on scoreboards for one",
}
"""What can be said of somebody, and what it is."""
_BY_HAND = {
    "add": "add somebody who has an account on that Autolab",
    "change": "change what is said of somebody; the rest stays",
    "drop": "mark a student as dropped",
}


def add_arguments(parser: Parser) -> None:
    """Declare the subcommands."""
    actions, brought = add_import_and_export(parser)
    brought.add_argument(
        "--drop-missing", action="store_true", help="drop the students whom the file does not name"
    )
    listed = actions.add_parser("list", help="list the people of a course")
    add_target(listed, course=True)
    add_reading_options(listed)
    for action, purpose in _BY_HAND.items():
        command = actions.add_parser(action, help=purpose)
        add_target(command, course=True)
        command.add_argument("email", metavar="EMAIL", help="whom")
        if action != "drop":
            for field, meaning in _FIELDS.items():
                command.add_argument(f"--{field.replace('_', '-')}", metavar="TEXT", help=meaning)
            given = "" if action == "change" else f" (default: {ROLES[0]})"
            command.add_argument(
                "--role", dest="auth_level", choices=ROLES, help=f"what this person may do{given}"
            )
        if action == "change":
            command.add_argument(
                "--back", dest="dropped", action="store_const", const=False, help="take back who was dropped"
            )
            command.one_of("--role", "--back", *(f"--{field.replace('_', '-')}" for field in _FIELDS))
        add_server(command)
        command.add_argument("--json", action="store_true", help="print how the course has them now as JSON")
        command.add_argument("--quiet", action="store_true", help="print nothing but failures")


def run(args: argparse.Namespace) -> int:
    """Run the chosen subcommand. Raises CompanionError."""
    if args.action == "export":
        return run_export(args, "roster")
    if args.action == "import":
        return run_import(args, "roster", drop_missing=args.drop_missing)
    if args.action == "list":
        return read(args, "roster.list", _show, course=True)
    return _by_hand(args)


def _by_hand(args: argparse.Namespace) -> int:
    given = {name: getattr(args, name, None) for name in (*_FIELDS, "auth_level", "dropped")}
    if args.action == "add":  # what Autolab wants to be told of a new member
        given = {**given, **{name: given[name] or "" for name in ("lecture", "section")}}
        given["auth_level"] = given["auth_level"] or ROLES[0]
    method = {"add": "roster.create", "change": "roster.update", "drop": "roster.drop"}[args.action]
    services = opened()
    with InProcess(services) as host:
        where = target(services, args.target, args.server, whole_course=True)
        told = host.call(method, server=where.server, course=where.course, email=args.email, **given)
    if args.json:
        print_json(told)
    elif not args.quiet:
        note(f"{args.email} in {where.course}: done.")
    return DONE


def _show(members: list[dict[str, Any]]) -> None:
    columns = ("email", "first_name", "last_name", "lecture", "section", "auth_level", "nickname")
    rows = (
        [*(member[name] for name in columns), Cell("dropped" if member["dropped"] else "", "dim")]
        for member in members
    )
    print_table((*(name.replace("_", " ").upper() for name in columns), ""), rows)
