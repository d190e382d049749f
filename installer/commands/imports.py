"""`autolab-companion imports list|resume|cancel|file|forget`: what was begun from tables, here or in a browser."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from native_host.wire.errors import CompanionError

from .. import jobs_shown
from ..completion import import_ids
from ..exit_codes import DONE
from ..importing import carry_out
from ..in_process import InProcess
from ..job_end import require_writable, write
from ..opened import opened
from ..presenting import add_server, moment, note, print_json
from ..table import print_table
from ..target import the_server

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from ..argument_parser import Parser

UNFINISHED = ("running", "paused")
SHOWN = 8
"""Characters of an id that a person is shown."""


def add_arguments(parser: Parser) -> None:
    """Declare the subcommands."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for action, purpose in _PURPOSES.items():
        command = actions.add_parser(action, help=purpose)
        if action == "file":
            command.add_argument("what", choices=("undo", "outcome", "unknown"), help=_WHAT)
        if action != "list":
            which = command.add_argument(
                "job", nargs="?", metavar="IMPORT", help="the beginning of its id; without it, the newest"
            )
            which.completer = import_ids  # type: ignore[attr-defined]  # argcomplete's
        if action == "resume":
            command.add_argument("--undo-file", metavar="PATH", help="write there what takes it back")
        if action == "file":
            command.add_argument("--output", "-o", metavar="PATH", help="write it there")
        add_server(command)
        command.add_argument("--json", action="store_true", help="print the answer as JSON")
        command.add_argument("--quiet", action="store_true", help="print failures alone")
        if action == "file":
            command.at_odds("--output", "--json")


_PURPOSES = {
    "list": "list them, newest first",
    "resume": "go on with one that was interrupted",
    "cancel": "give the rest of one up; what was done stays",
    "file": "write what takes one back, what became of its lines, or whom Autolab does not know",
    "forget": "keep nothing of one that is over",
}
_WHAT = "undo: what takes it back; outcome: each line and its end; unknown: people for the administrator"


def run(args: argparse.Namespace) -> int:
    """Run the chosen subcommand. Raises CompanionError."""
    services, meter = opened(), jobs_shown.JobMeter(quiet=args.quiet or args.json)
    with InProcess(services, notify=meter.notify) as host:
        server = the_server(services, args.server)
        found: list[dict[str, Any]] = host.call("staff.jobs", server=server)["jobs"]
        if args.action == "list":
            return _list(args, found)
        job = _chosen(args, found)
        if args.action == "resume":
            if args.undo_file:
                require_writable(args.undo_file)
            if job["state"] not in UNFINISHED:  # a preview is confirmed by who has seen it
                raise CompanionError("job_state", state=job["state"])
            return carry_out(host, args, job, meter)
        return _ACTIONS[args.action](host, args, {"server": server, "job": job["job"]})


def _list(args: argparse.Namespace, found: list[dict[str, Any]]) -> int:
    if args.json:
        print_json({"jobs": found})
        return DONE
    rows = (
        [
            job["job"][:SHOWN],
            moment(job["made_at"]),
            job["kind"],
            job["course"],
            job["filename"],
            job["state"],
            _how(job),
        ]
        for job in found
    )
    print_table(("IMPORT", "BEGUN", "KIND", "COURSE", "FILE", "STATE", ""), rows)
    return DONE


def _how(job: dict[str, Any]) -> str:
    return jobs_shown.counted(job) if job["state"] == "preview" else jobs_shown.ended(job)


def _chosen(args: argparse.Namespace, found: list[dict[str, Any]]) -> dict[str, Any]:
    """The import that the word begins, or the newest that fits. Raises job_unknown, job_none_open, job_ambiguous."""
    states = UNFINISHED if args.action in {"resume", "cancel"} else ()
    fitting = [
        job
        for job in found
        if (job["job"].startswith(args.job) if args.job else not states or job["state"] in states)
    ]
    if not fitting:
        raise CompanionError("job_none_open" if states and not args.job else "job_unknown")
    if args.job and len(fitting) > 1:
        about = (
            f"{job['job'][:SHOWN]} ({job['kind']} of {job['course']}, {job['state']})" for job in fitting
        )
        raise CompanionError("job_ambiguous", word=args.job, imports=", ".join(about))
    return fitting[0]


def _cancel(host: InProcess, args: argparse.Namespace, named: dict[str, str]) -> int:
    job = host.call("staff.cancel", **named)
    if args.json:
        print_json(job)
    elif not args.quiet:
        note(f"Cancelled: {jobs_shown.ended(job)}.")
    return DONE


def _file(host: InProcess, args: argparse.Namespace, named: dict[str, str]) -> int:
    told = host.call("staff.file", **named, what=args.what)
    if args.json:
        print_json(told)
    elif args.output:
        write(args.output, told["content"])
    else:
        sys.stdout.write(told["content"].removeprefix("\ufeff"))
    return DONE


def _forget(host: InProcess, args: argparse.Namespace, named: dict[str, str]) -> int:
    told = host.call("staff.forget", **named)
    if args.json:
        print_json(told)
    return DONE


_ACTIONS: dict[str, Callable[[InProcess, argparse.Namespace, dict[str, str]], int]] = {
    "cancel": _cancel,
    "file": _file,
    "forget": _forget,
}
