"""The `autolab-companion` command: one table of subcommands, each imported only when it is used."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

from native_host import __version__
from native_host.wire.errors import CompanionError

from .shown import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "install": ("install", "make the host known to your browsers"),
    "uninstall": ("uninstall", "take it away again"),
    "doctor": ("doctor", "find out why something does not work, and mend it"),
    "status": ("status", "show what is installed"),
    "extension-path": ("extension_path", "print the folder of the extension"),
    "servers": ("servers", "list, add and remove Autolab servers"),
    "login": ("login", "sign in to a server"),
    "logout": ("logout", "sign out and forget the sign-in"),
    "receipts": ("receipts", "check, back up and bring back your submission receipts"),
    "vault": ("vault", "see, move, renew or erase the key of your stored data"),
}
"""Name on the command line: its module in installer/commands, and what it is for."""

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. 0 done, 1 refused or failed (cause and remedy on stderr), 2 wrong usage, 130 interrupted."""
    _see_to_streams()
    try:
        return _run(list(sys.argv[1:] if arguments is None else arguments))
    except CompanionError as error:
        return _refused(error)
    except BrokenPipeError:  # `… | head` has seen enough
        _drop_output()
        return 1
    except OSError as error:  # the disk that the output goes to is full, or a folder cannot be looked into
        _drop_output()
        what = error.strerror or type(error).__name__
        return _refused(
            CompanionError("command_failed", detail=f"{error.filename}: {what}" if error.filename else what)
        )
    except EOFError:
        sys.stderr.write("There was no answer; nothing was changed.\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        return INTERRUPTED


def _run(words: Sequence[str]) -> int:
    parser, chosen = _parser(words)
    args = parser.parse_args(words)
    if chosen is None:
        parser.print_help()
        return 2
    code: int = chosen.run(args)
    sys.stdout.flush()
    return code


def _refused(error: CompanionError) -> int:
    said = [f"The server said: {shown(error.server_said)}"] if error.server_said else []
    sys.stderr.write("\n".join([error.message, *said, error.remedy, ""]))
    return 1


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


def _parser(words: Sequence[str]) -> tuple[argparse.ArgumentParser, Any]:
    """The parser with the options of the command that `words` names, and that command's module (None: no command)."""
    parser = argparse.ArgumentParser(
        "autolab-companion", description="The companion's host and its settings."
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    chosen = None
    named = next((word for word in words if not word.startswith("-")), None)
    for name, (module, purpose) in COMMANDS.items():
        command = commands.add_parser(name, help=purpose, description=purpose[0].upper() + purpose[1:] + ".")
        if name == named:
            chosen = import_module(f"installer.commands.{module}")
            chosen.add_arguments(command)
    return parser, chosen
