"""`autolab-companion groups list|import|export|make|dissolve|settings`: who works together on an assessment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from native_host.wire.errors import CompanionError

from ..exit_codes import DONE, FAILED
from ..exporting import add_export_options, run_export
from ..importing import add_import_options, run_import
from ..in_process import InProcess
from ..opened import opened
from ..presenting import add_reading_options, add_server, add_target, note, present, print_json
from ..table import print_table
from ..target import target

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from ..argument_parser import Parser


def add_arguments(parser: Parser) -> None:
    """Declare the subcommands."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listed = actions.add_parser("list", help="list the groups and their members")
    add_target(listed)
    add_reading_options(listed)
    brought = actions.add_parser(
        "import", help="make the groups of a file, after showing what there is to do"
    )
    add_import_options(brought, course=False)
    add_export_options(actions.add_parser("export", help="write them as CSV"), course=False)
    made = actions.add_parser("make", help="make one group")
    dissolved = actions.add_parser("dissolve", help="dissolve one group; what it handed in stays")
    for command in (made, dissolved):
        add_target(command)
        command.add_argument("--name", required=True, help="of the group")
        add_server(command)
        command.add_argument("--json", action="store_true", help="print Autolab's answer as JSON")
    made.add_argument("--member", action="append", required=True, metavar="EMAIL", help="one of its members")
    settings = actions.add_parser(
        "settings", help="say how large groups may be, and whether students form them"
    )
    add_target(settings)
    settings.add_argument("--size", type=int, required=True, metavar="N", help="the most members of one")
    settings.add_argument(
        "--by-students", choices=("yes", "no"), required=True, help="whether students form them"
    )
    add_server(settings)
    settings.add_argument("--json", action="store_true", help="print the settings as JSON")


def run(args: argparse.Namespace) -> int:
    """Run the chosen subcommand. Raises CompanionError."""
    if args.action == "import":
        return run_import(args, "groups")
    if args.action == "export":
        return run_export(args, "groups")
    return _ACTIONS[args.action](args)


def _make(args: argparse.Namespace) -> int:
    """Autolab leaves out without a word whom it can't put into the group, and makes none of nobody."""
    services = opened()
    with InProcess(services) as host:
        where = target(services, args.target, args.server)
        group = {"name": args.name, "members": args.member}
        told = host.call("groups.create", **where.params, groups=[group])
        made = [one["id"] for one in told["data"] if one["name"] == args.name]
        found = host.call("groups.show", **where.params, group=max(made))["data"] if made else []
    if args.json:
        print_json(told)
    there = {member["email"].casefold() for member in found}
    lacking = [email for email in args.member if email.casefold() not in there]
    for email in lacking:
        note(
            f"{email} is not in {args.name}: not in {where.course}, or in another group of {where.assessment}."
        )
    return FAILED if lacking else DONE


def _dissolve(args: argparse.Namespace) -> int:
    """Raises group_missing."""
    services = opened()
    with InProcess(services) as host:
        where = target(services, args.target, args.server)
        found = host.call("groups.list", **where.params)["data"]["groups"]
    group = next((one["id"] for one in found if one["name"] == args.name), None)
    if group is None:
        raise CompanionError("group_missing", assessment=str(where.assessment), group=args.name)
    return _told(args, "groups.delete", group=group)


def _settings(args: argparse.Namespace) -> int:
    return _told(
        args, "groups.settings", group_size=args.size, allow_student_assign_group=args.by_students == "yes"
    )


def _told(args: argparse.Namespace, method: str, **wanted: Any) -> int:
    services = opened()
    with InProcess(services) as host:
        where = target(services, args.target, args.server)
        told = host.call(method, **where.params, **wanted)
    if args.json:
        print_json(told)
    return DONE


def _list(args: argparse.Namespace) -> int:
    services = opened()
    with InProcess(services, offline=args.offline) as host:
        where = target(services, args.target, args.server)
        result = host.call("groups.list", **where.params)
        if not args.json:
            for group in result["data"]["groups"]:
                group["members"] = host.call("groups.show", **where.params, group=group["id"])["data"]
        return present(args, result, _show)


def _show(data: dict[str, Any]) -> None:
    rows = (
        [group["name"], len(group["members"]), ", ".join(member["email"] for member in group["members"])]
        for group in data["groups"]
    )
    print_table(("GROUP", f"OF {data['group_size']}", "MEMBERS"), rows)


_ACTIONS: dict[str, Callable[[argparse.Namespace], int]] = {
    "list": _list,
    "make": _make,
    "dissolve": _dissolve,
    "settings": _settings,
}
