"""The program a manifest names. It starts the interpreter that the companion is installed in, isolated (-I).

On POSIX a shell script: a `#!` line of our own could hold neither spaces nor a long path. On Windows pip's
console-script .exe, because browsers run anything else through cmd.exe.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path
from typing import NamedTuple

from native_host.identity import COMMAND_ARGUMENTS
from native_host.paths import HOME_VARIABLE
from native_host.wire.errors import CompanionError

NAME = "autolab-companion-host"
HOST = ("-I", "-c", "from autolab_companion.host import start; start()")
"""The interpreter's arguments. No -m: what finds a module to run would delay the first reply by a twentieth."""
FORMER_HOST = ("-I", "-m", "native_host")
"""Those of launchers of 0.1.0, which installed another package."""
COMMAND = Path("bin/autolab-companion")
"""Below the data folder, beside the launcher: the command of the program that the launcher starts."""
MODE = 0o700
_IMPORT_SECONDS = 60
"""A cold disk and a virus scanner may take long; a hang is longer."""


def command(interpreter: str, home: Path | None) -> bytes:
    """A POSIX shell script: the `autolab-companion` command of the program that browsers start. `home` as below."""
    lines = ["#!/bin/sh", *_choose(home), f'exec {shlex.join([interpreter, *COMMAND_ARGUMENTS])} "$@"']
    return os.fsencode("\n".join(lines) + "\n")


def script_path(home: Path) -> Path:
    """Where the script lies in the data folder `home`."""
    return home / "bin" / NAME


def script(interpreter: str, home: Path | None) -> bytes:
    """A POSIX shell script. With `home` it uses that data folder unless the environment names another."""
    lines = [
        "#!/bin/sh",
        "# Starts the native-messaging host of Autolab Companion; written by its installer.",
        *_choose(home),
        f'exec {shlex.join([interpreter, *HOST])} "$@"',
    ]
    return os.fsencode("\n".join(lines) + "\n")


def _choose(home: Path | None) -> list[str]:
    """The line that names the data folder, if it has to be named."""
    if home is None:
        return []
    setting = f"{HOME_VARIABLE}={shlex.quote(str(home))}"
    return [f'if [ -z "${{{HOME_VARIABLE}-}}" ]; then {setting}; export {HOME_VARIABLE}; fi']


class Started(NamedTuple):
    """What a script of ours starts."""

    interpreter: str
    arguments: tuple[str, ...]


def started_by(content: bytes) -> Started | None:
    """Read a script of ours, by this or an earlier version; None if it is no such script."""
    try:
        words = shlex.split(os.fsdecode(content), comments=True)
    except ValueError:
        return None
    match words[-6:]:
        case ["exec", interpreter, *arguments, "$@"] if tuple(arguments) in {HOST, FORMER_HOST}:
            return Started(interpreter, tuple(arguments))
    return None


def check_interpreter(interpreter: str) -> None:
    """Raise interpreter_unusable unless this interpreter can start the host from anywhere."""
    _refuse_store_python(interpreter, interpreter)
    try:
        tried = subprocess.run(  # noqa: S603 - our own interpreter
            [interpreter, "-I", "-c", "import autolab_companion.host, sys; print(ascii(sys.base_prefix))"],
            cwd=Path(interpreter).anchor
            or None,  # not here: a checkout would answer for an installed package
            capture_output=True,
            timeout=_IMPORT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CompanionError("interpreter_unusable", interpreter=interpreter, detail=str(error)) from error
    if tried.returncode:
        raise CompanionError(
            "interpreter_unusable", interpreter=interpreter, detail="the companion is not installed in it"
        )
    _refuse_store_python(interpreter, tried.stdout.decode("ascii", "replace"))


def _refuse_store_python(interpreter: str, where: str) -> None:
    """`where`: the interpreter itself, or the base of its virtual environment, as pipx makes one."""
    if "WindowsApps" in where:
        raise CompanionError(
            "interpreter_unusable",
            interpreter=interpreter,
            detail="the Microsoft Store's Python hides what it writes from browsers",
        )
