"""python -m tests.clean_root [FILE.run [ROOT]]: from the download to a green first page in both browsers, and back.

Prints each action of the student with its machine time; exit code 1 with what went wrong. Takes root.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.bundle import installer_file
from tests.handing_in import until

from . import browsers
from .root import HOME, entered, inside, listing, ready

ROOT = Path("build/clean-root").absolute()
PICTURES = Path("build/clean-root-pictures")
MOST_SECONDS = 60.0
MOST_ACTIONS = 5
"""Of the student, in either browser: two with the file, and what the page asks for that it opens."""
DATA = HOME / ".local/share/autolab-companion"
OPENER = f'#!/bin/sh\nprintf %s "$1" >{HOME}/opened\n'
"""Stands for the default browser, which would want a screen; the page is then opened in both, for real."""


class Clock:
    """Each action of the student's, and the seconds the machine took for it."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, float]] = []
        self._begun = time.monotonic()

    def done(self, action: str) -> None:
        now = time.monotonic()
        self.taken.append((action, now - self._begun))
        self._begun = now
        print(f"{self.taken[-1][1]:6.1f} s  {action}", flush=True)  # noqa: T201 - what it is run for


def main(file: Path, root: Path) -> None:
    """Do it all. Raises AssertionError."""
    ready(root)
    PICTURES.mkdir(parents=True, exist_ok=True)
    with entered(root):
        assert (
            subprocess.run(inside(root, "which", "python3", "xz"), check=False, capture_output=True).stdout
            == b""
        )
        user = root / str(HOME)[1:]
        download = user / "download.run"
        shutil.copy(file, download)
        opener = root / "usr/local/bin/opener"
        opener.write_text(OPENER)
        opener.chmod(0o755)
        before = listing(root)

        clock = Clock()
        download.chmod(0o755)
        clock.done("allow the file to be started")
        started = subprocess.run(
            inside(root, f"{HOME}/download.run", BROWSER="/usr/local/bin/opener"),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        clock.done("double-click it")
        assert (started.returncode, started.stdout + started.stderr) == (0, "")
        until((user / "opened").exists)
        page = (user / "opened").read_text().removeprefix("file://")
        extension = str(DATA / "extension")
        file_actions = len(clock.taken)
        actions = {}
        for name, drive in (("chromium", browsers.chromium), ("firefox", browsers.firefox)):
            asked = drive(root, extension, page, PICTURES)
            actions[name] = file_actions + asked
            clock.done(
                f"{name}: do the {asked} things that the page asks for; the extension's own turns green"
            )
        command = f"{HOME}/.local/bin/autolab-companion"
        report = subprocess.run(
            inside(root, command, "doctor", "--json"), capture_output=True, check=False
        ).stdout
        found = [one for one in json.loads(report)["findings"] if one["level"] == "problem"]
        assert found == [], found
        clock.done("the doctor finds no problem")
        seconds = sum(taken for _, taken in clock.taken)

        words = (command, "uninstall", "--purge", "--yes")
        gone = subprocess.run(
            inside(root, *words),
            capture_output=True,
            text=True,
            check=False,
        )
        assert gone.returncode == 0, gone.stdout + gone.stderr
        (user / "opened").unlink()
        after = listing(root)
        assert {*before.items()} ^ {*after.items()} == set(), sorted({*before} ^ {*after})[:20]
        clock.done("uninstall: the file lists before and after are equal")
        opener.unlink()
    told = f"{seconds:.1f} s of machine time (at most {MOST_SECONDS:.0f}); actions (at most {MOST_ACTIONS}): {actions}"
    print(told)  # noqa: T201 - as above
    assert seconds <= MOST_SECONDS
    assert max(actions.values()) <= MOST_ACTIONS


if __name__ == "__main__":
    if os.geteuid() != 0:
        sys.exit("This makes a root of its own, so it must be run as root.")
    with tempfile.TemporaryDirectory() as folder:
        chosen = Path(sys.argv[1]).absolute() if len(sys.argv) > 1 else installer_file(Path(folder))
        main(chosen, Path(sys.argv[2]).absolute() if len(sys.argv) > 2 else ROOT)
