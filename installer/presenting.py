"""How a reading command answers: a table for people or the operation's own JSON, and what is wrong on stderr."""

from __future__ import annotations

import json
import sys

from .exit_codes import DONE, exit_code
from .in_process import InProcess
from .opened import opened
from .shown import shown
from .target import target, the_server

TYPE_CHECKING = False  # typing stays off the path to what is remembered
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping
    from typing import Any

    from native_host.wire.errors import CompanionError

    Show = Callable[[Any], None]

TARGET_WORDS = "COURSE:ASSESSMENT or the address of its page; without it, what the folder is linked to"


def add_reading_options(parser: argparse.ArgumentParser) -> None:
    """--server, --json, --quiet, --offline: of every command that asks Autolab."""
    add_server(parser)
    parser.add_argument(
        "--json", action="store_true", help="print the answer as JSON (PROTOCOL.md tells its shape)"
    )
    parser.add_argument("--quiet", action="store_true", help="print the answer and nothing beside it")
    parser.add_argument("--offline", action="store_true", help="ask no server; show what was last known")


def add_server(parser: argparse.ArgumentParser) -> None:
    """--server, of every command that may have to choose one."""
    parser.add_argument("--server", metavar="ADDRESS", help="which server, if you added several")


def add_target(parser: argparse.ArgumentParser, *, course: bool = False) -> None:
    """The one word that names an assessment, or a course; the shell completes it."""
    help_ = "COURSE; without it, the course that the folder is linked to" if course else TARGET_WORDS
    argument = parser.add_argument("target", nargs="?", metavar="COURSE" if course else "TARGET", help=help_)
    argument.completer = _course_names if course else _assessment_names  # type: ignore[attr-defined]  # argcomplete's


def _course_names(**asked: Any) -> list[str]:
    from .completion import course_names  # only a shell that completes asks

    return course_names(**asked)


def _assessment_names(**asked: Any) -> list[str]:
    from .completion import assessment_names  # as above

    return assessment_names(**asked)


def read(args: argparse.Namespace, method: str, show: Show, *, course: bool = False, **params: Any) -> int:
    """Ask the operation about the command's target, show its data; the exit code. Raises CompanionError."""
    services = opened()
    with InProcess(services, offline=args.offline) as host:
        where = target(services, args.target, args.server, whole_course=course)
        about = {name: value for name, value in where.params.items() if not course or name != "assessment"}
        return present(args, host.call(method, **about, **params), show)


def read_server(args: argparse.Namespace, method: str, show: Show, **params: Any) -> int:
    """As `read`, of a whole server."""
    services = opened()
    with InProcess(services, offline=args.offline) as host:
        return present(args, host.call(method, server=the_server(services, args.server), **params), show)


def present(args: argparse.Namespace, result: Mapping[str, Any], show: Show) -> int:
    """Print a result; 0, or the code of what kept it from being up to date."""
    why = result.get("why_stale")
    if args.json:
        plain = {**result, "why_stale": why.as_json()} if why else dict(result)
        print_json(plain)
    else:
        show(result.get("data", result))
    if why is None:
        return DONE
    if not args.quiet:
        note(f"{why.message} Shown is what was known at {result['fetched_at']}.")
    return exit_code(why)


def print_json(value: object) -> None:
    """What --json prints."""
    print(json.dumps(value, indent=2, ensure_ascii=False))  # noqa: T201 - this is what a command prints with


def note(text: str) -> None:
    """Something beside the answer."""
    sys.stderr.write(f"{shown(text)}\n")


def yes(words: str) -> bool:
    """A person's answer; without a terminal there is nobody to ask."""
    if not sys.stdin.isatty():
        return False
    sys.stderr.write(f"{shown(words)} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def failed(error: CompanionError) -> int:
    """Print what a server or the host said, and give its exit code."""
    said = [f"The server said: {shown(error.server_said)}"] if error.server_said else []
    from .remedies import remedy

    sys.stderr.write("\n".join([shown(error.message), *said, shown(remedy(error)), ""]))
    return exit_code(error)


def moment(text: str | None) -> str | None:
    """An ISO 8601 time as a person reads it, with its offset: `2026-12-04 23:59 -05:00`."""
    if text is None:
        return None
    day, _, rest = text.partition("T")
    offset = "+00:00" if rest.endswith("Z") else rest[-6:] if rest[-6:-5] in {"+", "-"} else ""
    return f"{day} {rest[:5]} {offset}".rstrip()
