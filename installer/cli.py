"""The `autolab-companion` command: one table of subcommands, each imported only when it is used."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from io import TextIOWrapper

from native_host import __version__
from native_host.wire.errors import CompanionError

from .argument_parser import Parser
from .exit_codes import INTERRUPTED, USAGE
from .presenting import failed

TYPE_CHECKING = False  # typing stays off the path to what is remembered
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

COMMANDS = {
    "install": ("install", "make the host known to your browsers"),
    "uninstall": ("uninstall", "take it away again"),
    "upgrade": ("upgrade", "have browsers start this version, or that of an installer's file"),
    "rollback": ("rollback", "have browsers start the version before again"),
    "doctor": ("doctor", "find out why something does not work, and mend it"),
    "policies": ("policies", "print or write an administrator's policies for browsers"),
    "logs": ("logs", "show the host's log, switch it on or off"),
    "status": ("status", "show what is installed"),
    "extension-path": ("extension_path", "print the folder of the extension"),
    "extension": ("extension", "pack the extension for browsers' stores"),
    "servers": ("servers", "list, add and remove Autolab servers"),
    "login": ("login", "sign in to a server"),
    "logout": ("logout", "sign out and forget the sign-in"),
    "courses": ("courses", "list your courses"),
    "assessments": ("assessments", "list what a course has to hand in"),
    "show": ("show", "tell what is known of an assessment"),
    "problems": ("problems", "tell how an assessment is scored"),
    "scores": ("scores", "show your scores in a course or an assessment"),
    "roster": ("roster", "bring the people of a course into line with a table, or write it (staff)"),
    "gradebook": ("gradebook", "enter scores from a table, or write it (staff)"),
    "groups": ("groups", "list, make and set up the groups of an assessment (staff)"),
    "imports": ("imports", "list, go on with, cancel and take back what was begun from tables (staff)"),
    "feedback": ("feedback", "show what the graders wrote"),
    "submit": ("submit", "hand in a file, at most once, with a receipt"),
    "download": ("download", "save an assessment's handout and writeup"),
    "link": ("link", "tie this folder to an assessment"),
    "agenda": ("agenda", "list the coming deadlines of all courses"),
    "completion": ("completion", "print the script that completes names in your shell"),
    "receipts": ("receipts", "list, check, back up and bring back your submission receipts"),
    "vault": ("vault", "see, move, renew or erase the key of your stored data"),
}
"""Name on the command line: its module in installer/commands, and what it is for."""
COMPLETING = "_ARGCOMPLETE"
"""Set by argcomplete's shell code while it asks."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; a code of exit_codes.py. Cause and remedy of a failure go to stderr."""
    _see_to_streams()
    try:
        return _run(list(sys.argv[1:] if arguments is None else arguments))
    except CompanionError as error:
        return failed(error)
    except BrokenPipeError:  # `… | head` has seen enough
        _drop_output()
        return 1
    except OSError as error:  # the disk that the output goes to is full, or a folder cannot be looked into
        _drop_output()
        what = error.strerror or type(error).__name__
        return failed(
            CompanionError("command_failed", detail=f"{error.filename}: {what}" if error.filename else what)
        )
    except EOFError:
        sys.stderr.write("There was no answer; nothing was changed.\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        return INTERRUPTED


def _run(words: Sequence[str]) -> int:
    if COMPLETING in os.environ:
        from .completion import complete, words_so_far

        complete(_parser(words_so_far())[0])
    parser, chosen = _parser(words)
    args = parser.parse_args(words)
    if chosen is None:
        parser.print_help()
        return USAGE
    code: int = chosen.run(args)
    sys.stdout.flush()
    return code


def _see_to_streams() -> None:
    """One that whoever called has closed reads as empty and takes whatever is written."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - for the whole run
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a path may hold bytes that are no text


def _drop_output() -> None:
    """Or the interpreter complains at its end of what it could not write."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser(words: Sequence[str]) -> tuple[Parser, Any]:
    """The parser with the options of the command that `words` names, and that command's module (None: no command)."""
    parser = Parser("autolab-companion", description="The companion's host and its settings.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", prog=parser.prog)
    chosen = None
    named = next((word for word in words if not word.startswith("-")), None)
    # A command that is named needs no help about the others; making twenty parsers costs as much as the answer.
    for name, (module, purpose) in ({named: COMMANDS[named]} if named in COMMANDS else COMMANDS).items():
        command = commands.add_parser(name, help=purpose, description=purpose[0].upper() + purpose[1:] + ".")
        if name == named:
            chosen = import_module(f"installer.commands.{module}")
            chosen.add_arguments(command)
    return parser, chosen
