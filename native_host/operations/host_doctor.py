"""host.doctor: what the companion's doctor finds on this computer, for a page: `autolab-companion doctor --json`.

The host does not know its installer, which holds the checks; it starts this program's own command line instead. That
is bounded in time, shares nothing with the host but its environment, and ends with whoever asked.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

from ..identity import COMMAND_ARGUMENTS
from ..rpc.operation import Operation
from ..wire.errors import CompanionError

if TYPE_CHECKING:
    from subprocess import Popen

    from ..rpc.operation import Context
    from ..wire.shapes.common import NoParams
    from ..wire.shapes.hello import DoctorFinding, HostDoctor

SECONDS = 90.0
"""Longer than the slowest server and the slowest keychain take together."""
WORDS = (sys.executable, *COMMAND_ARGUMENTS, "doctor", "--json")
NO_WINDOW = 0x0800_0000
"""CREATE_NO_WINDOW, which Windows would otherwise open for a program of the console."""
TEXTS = ("check", "level", "finding", "cause", "remedy")


class Examination:
    """One run of the doctor, which all that ask meanwhile share."""

    def __init__(self) -> None:
        self.told: HostDoctor | None = None

    async def run(self) -> None:
        """Start it and wait for its end; a run that nobody waits for any more is killed. Raises doctor_silent."""
        import asyncio

        process = _started()
        try:
            self.told = _read(await asyncio.to_thread(_said_by, process))
        finally:
            process.kill()  # one that has ended takes no notice


def _started() -> Popen[bytes]:
    import subprocess

    try:
        return subprocess.Popen(  # noqa: S603 - our own command
            WORDS,
            stdin=subprocess.DEVNULL,  # never the browser's pipe
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=NO_WINDOW if sys.platform == "win32" else 0,
        )
    except OSError as error:
        raise CompanionError("doctor_silent", detail="it could not be started") from error


def _said_by(process: Popen[bytes]) -> bytes:
    from subprocess import TimeoutExpired

    try:
        return process.communicate(timeout=SECONDS)[0]
    except TimeoutExpired:
        process.kill()
        process.communicate()
        raise CompanionError("doctor_silent", detail="it did not end in time") from None


def _read(said: bytes) -> HostDoctor:
    try:
        report = json.loads(said)
        findings = [_finding(one) for one in report["findings"]]
        return {"healthy": bool(report["healthy"]), "checks": int(report["checks"]), "findings": findings}
    except (ValueError, LookupError, TypeError) as error:
        raise CompanionError("doctor_silent", detail="it said nothing that can be read") from error


def _finding(one: Any) -> DoctorFinding:
    check, level, finding, cause, remedy = (_without_home(str(one[name])) for name in TEXTS)
    return {
        "check": check,
        "level": level,
        "finding": finding,
        "cause": cause,
        "remedy": remedy,
        "fixable": bool(one["fixable"]),
    }


def _without_home(text: str) -> str:
    """The home folder, which mostly bears a name, as a shell writes it; also where a command quotes it."""
    home = os.path.expanduser("~")  # noqa: PTH111 - a text is wanted
    return text.replace(f"'{home}/", "~/'").replace(home, "~") if home != os.sep else text


async def _examine(context: Context, _params: NoParams) -> HostDoctor:
    async with context.services.flights.share(Examination, (), Examination) as flight:
        await flight.ended()
        assert flight.work.told is not None  # noqa: S101 - it has ended
        return flight.work.told


OPERATIONS = {"host.doctor": Operation(params={}, errors=("doctor_silent",), fetch=_examine)}
