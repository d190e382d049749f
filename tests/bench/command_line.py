"""What a command about remembered data costs, in processor time: a busy machine hardly lengthens that."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from native_host.identity import COMMAND_ARGUMENTS
from tests.host import HostProcess
from tests.sandbox import start_sandbox
from tests.signed_in import sign_in

from .open_course import ASSESSMENTS, COURSE, KEYFILE
from .table import Row, in_turn

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ROUNDS = 25
BARE = (sys.executable, "-I", "-c", "pass")
SCORES = (sys.executable, *COMMAND_ARGUMENTS, "scores", COURSE, "--offline")
LIBRARIES = (
    "import _ctypes, _sqlite3, contextlib, json, os, resource\n"
    "from autolab_companion import put_application_first\n"
    "put_application_first()\n"
    "import installer.argument_parser\n"
    "from cryptography.hazmat.bindings._rust import openssl\n"
    "openssl.aead.AESGCM(bytes(32))\n"
    "os._exit(0)"
)
"""What `scores` is made with: nothing of ours can start sooner."""


def rows(folder: Path) -> list[Row]:
    """The scores of a course, against the interpreter alone and with the libraries that they take."""
    data = folder / "share/autolab-companion"
    with start_sandbox("large", assessments=ASSESSMENTS) as box, HostProcess(data, env=KEYFILE) as host:
        host.hello()
        sign_in(host, box)
        host.request("badges", {"server": box.base, "course": COURSE}, caller="page")
        host.notified("badges.changed", lambda params: params["done"], timeout=120)
    # Found as a user's is, where no variable names the folder itself.
    environment = {**os.environ, "XDG_DATA_HOME": str(data.parent)}
    environment.pop("AUTOLAB_COMPANION_HOME", None)
    libraries = (sys.executable, "-I", "-c", LIBRARIES)
    figures = in_turn(
        ROUNDS,
        scores=lambda: processor_time(SCORES, environment),
        bare=lambda: processor_time(BARE, environment),
        libraries=lambda: processor_time(libraries, environment),
    )
    scores = figures["scores"]
    return [
        Row(
            "remembered scores in a shell, CPU, against bare Python",
            scores,
            "ms",
            figures["bare"],
            3,
            "ratio",
        ),
        Row(
            "remembered scores in a shell, CPU, against its libraries",
            scores,
            "ms",
            figures["libraries"],
            1.5,
            "ratio",
        ),
    ]


def processor_time(command: tuple[str, ...], environment: Mapping[str, str]) -> float:
    """Milliseconds that a process takes of the processors, from its start to its end."""
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    _, status, used = os.wait4(os.posix_spawn(command[0], command, environment, file_actions=quiet), 0)
    assert status == 0, command
    return (used.ru_utime + used.ru_stime) * 1000
