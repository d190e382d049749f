"""What kills at a step of its own share: a process that forks one for each order, and the test's side of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from native_host.vault import sealed

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

KILLED = -9
PRELOADED = (
    "native_host.autolab.client",
    "native_host.autolab.transport",
    "native_host.oauth.refresh",
    "native_host.vault.locks",
)
"""Imported once for all, not in each child, whose steps they would be."""


class Countdown:
    """Counts calls of Python and C functions; the process dies at the `last` one (0: never)."""

    def __init__(self, last: int) -> None:
        self.taken, self._last = 0, last

    def __call__(self, _frame: FrameType, event: str, _arg: object) -> None:
        if event in {"call", "c_call"}:
            self.taken += 1
            if self.taken == self._last:
                os.kill(os.getpid(), signal.SIGKILL)

    def begin(self) -> None:
        """Count from now on, in every thread."""
        sys.setprofile(self)
        threading.setprofile(self)


def serve(child: Callable[[dict[str, Any], Countdown], str]) -> None:
    """For each order on stdin fork one that answers `{"status", "steps", "outcome"}`: -9 if it was killed."""
    for module in PRELOADED:
        import_module(module)
    sealed.seal(bytes(8), bytes(32), b"", b"")  # as those: it imports the cipher
    for line in sys.stdin:
        reading, writing = os.pipe()
        child_id = os.fork()
        if child_id == 0:
            code = 1
            try:
                order = json.loads(line)
                countdown = Countdown(order["steps"])
                outcome = child(order, countdown)
                os.write(writing, json.dumps({"steps": countdown.taken, "outcome": outcome}).encode())
                code = 0
            finally:
                os._exit(code)
        os.close(writing)
        _, status = os.waitpid(child_id, 0)
        with os.fdopen(reading, "rb") as report:
            told = json.loads(report.read() or b"{}")
        sys.stdout.write(json.dumps({"status": os.waitstatus_to_exitcode(status), **told}) + "\n")
        sys.stdout.flush()


class Killer:
    """Has a module of this folder serve orders about one data folder and one server."""

    def __init__(self, module: str, home: Path, base: str) -> None:
        self._about = {"home": str(home), "base": base}
        self._process = subprocess.Popen(
            [sys.executable, "-m", f"tests.faults.{module}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
            cwd=Path(__file__).parents[2],
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=60)

    def run(self, do: str, steps: int = 0, **more: Any) -> dict[str, Any]:
        """Give one order and wait for its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, "steps": steps, **self._about, **more}) + "\n")
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer
