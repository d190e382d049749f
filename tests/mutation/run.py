"""Run mutmut over a room, in a copy of the tree, and read what survived."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.memory import memory

if TYPE_CHECKING:
    from .rooms import Room

TOP = Path(__file__).parents[2]
UNNOTICED = frozenset({0, 5, 33})
"""mutmut's exit codes of a mutant that all tests passed (pytest's), or that no test reaches (pytest's and its own)."""
OUT_OF_TIME = frozenset({-24, 24, 36, 152, 255})
UNJUDGED = frozenset({None, 2, 34, 35})
"""Not run, cut short, skipped; and a test run that ended in a way pytest does not know."""
PATIENCE = 30
"""Seconds for one test; what hangs has noticed."""
NAME = re.compile(r"(?P<module>.+)\.x_?(?:ǁ(?P<cls>.+)ǁ)?(?P<function>.+)__mutmut_\d+")


class Survivor(NamedTuple):
    """A change that no test noticed, in words that outlive other changes to the file."""

    function: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.function}\n  - {self.before}\n  + {self.after}"


class Outcome(NamedTuple):
    """What became of the mutants of some code, of which there are `mutants`.

    `slow` are those that a test noticed only by taking far too long; `unjudged` those that nothing is known about.
    """

    mutants: int
    slow: int
    unjudged: int
    survivors: list[Survivor]

    def __str__(self) -> str:
        killed = self.mutants - self.unjudged - len(self.survivors)
        return (
            f"{self.mutants} mutants, {killed} noticed ({self.slow} of them by the clock), "
            f"{len(self.survivors)} survived, {self.unjudged} not judged"
        )


def mutated(room: Room, folder: Path) -> Outcome:
    """Mutate `room` in a copy of the tree under `folder`. Raises CalledProcessError if its tests fail unmutated."""
    _copy(room, folder)
    command = [sys.executable, "-m", "mutmut", "run"]
    with tempfile.TemporaryDirectory(prefix="mutation-", dir=memory()) as scratch:
        environment = {**os.environ, "TMPDIR": scratch}
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, env=environment)
    codes = _codes(folder)
    return Outcome(
        len(codes),
        sum(code in OUT_OF_TIME for code in codes.values()),
        sum(code in UNJUDGED for code in codes.values()),
        [_described(name, folder) for name, code in codes.items() if code in UNNOTICED],
    )


def _copy(room: Room, folder: Path) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=TOP,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in filter(None, tracked.stdout.split("\0")):
        if (TOP / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(TOP / name, folder / name)
    config = {
        "source_paths": ["native_host/"],
        "only_mutate": list(room.code),
        "do_not_mutate": list(room.without),
        "also_copy": ["installer/", "extension/", "README.md", "SECURITY.md", "CONTRIBUTING.md"],
        # By a thread: what hangs in an event loop or in a join is not ended by a signal.
        "pytest_add_cli_args": ["-p", "no:cacheprovider", f"--timeout={PATIENCE}", "--timeout-method=thread"],
        "pytest_add_cli_args_test_selection": list(room.tests),
        "use_git_change_detection": False,
        "timeout_constant": 2 * PATIENCE,  # a busy machine judges no mutant
    }
    rows = (f"{name} = {json.dumps(value)}\n" for name, value in config.items())
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as project:
        project.write("\n[tool.mutmut]\n" + "".join(rows))


def _codes(folder: Path) -> dict[str, int | None]:
    """mutmut's exit code of each mutant."""
    codes: dict[str, int | None] = {}
    for meta in sorted((folder / "mutants").rglob("*.meta")):
        codes |= json.loads(meta.read_text("utf-8"))["exit_code_by_key"]
    return codes


def _described(name: str, folder: Path) -> Survivor:
    shown = subprocess.run(
        [sys.executable, "-m", "mutmut", "show", name], cwd=folder, check=True, capture_output=True, text=True
    )
    found = NAME.fullmatch(name)
    assert found, name
    where = ".".join(filter(None, (found["module"], found["cls"], found["function"])))
    lines = shown.stdout.splitlines()
    return Survivor(where, _only(lines, "-"), _only(lines, "+"))


def _only(lines: list[str], sign: str) -> str:
    """The changed lines of a diff, without its head and indentation."""
    return " ".join(line[1:].strip() for line in lines if line.startswith(sign) and line[:3] != sign * 3)
