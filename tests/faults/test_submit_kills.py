"""kill -9 at any moment of a submission: none twice, none lost, every journal entry settled by the next start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pytest

from native_host.storage.submissions.entry import APPEARED, LANDED
from tests.handing_in import quiet, signed_in, until, versions
from tests.sandbox import start_sandbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sandbox import Sandbox

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
KILLED = -9
TOLD = {LANDED, APPEARED}
REPEATS = {"already_submitted", "probably_submitted"}
SAMPLE, SOAK = 24, 400


class Killer:
    """Runs submissions and settlements in processes of their own."""

    def __init__(self, home: Path, base: str) -> None:
        self._home, self._base = home, base
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.submit_kill"],
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

    def run(self, do: str, content: str = "", steps: int = 0) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {"do": do, "steps": steps, "home": str(self._home), "base": self._base, "content": content}
        self._process.stdin.write(json.dumps(order) + "\n")
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


def survive(killer: Killer, box: Sandbox, home: Path, runs: int) -> int:
    """Kill `runs` submissions at evenly spread steps; the number of those that were really killed."""
    services = signed_in(home, box)
    whole = killer.run("submit", "the whole way")
    assert (whole["status"], whole["outcome"]) == (0, LANDED)
    deaths = 0
    for number in range(1, runs + 1):
        content = f"file {number} " + "x" * 300_000
        steps = max(1, whole["steps"] * number // runs)
        died = killer.run("submit", content, steps)
        assert died["status"] in {0, KILLED}
        deaths += died["status"] == KILLED
        until(lambda: quiet(box))
        before = len(versions(box))
        assert killer.run("settle")["outcome"] == "settled"
        entries, unreadable = services.journal.everything()
        assert unreadable == 0
        assert not any(entry.open for entry in entries), "every entry is settled"
        assert len(versions(box)) == before, "settling sends nothing"
        arrived = [row.version for row in versions(box) if row.head.startswith(f"file {number} ".encode())]
        told = [entry.version for entry in entries if entry.state in TOLD and entry.size == len(content)]
        assert arrived == [version for version in told if version in arrived]
        again = killer.run("submit", content)
        assert again["outcome"] in (REPEATS if arrived else {LANDED})
        until(lambda: quiet(box))
    services.journal.close()
    contents = [row.sha256 for row in versions(box)]
    assert len(set(contents)) == len(contents) == runs + 1, "each file once, none twice, none lost"
    known = {entry.sha256: entry.version for entry in entries if entry.state in TOLD}
    for row in versions(box):
        if row.sha256 in known:
            assert known[row.sha256] == row.version
    return deaths


@pytest.mark.timeout(300)
def test_a_sample_of_deaths(companion_home: Path) -> None:
    with start_sandbox(throttle=False) as box, Killer(companion_home, box.base) as killer:
        assert survive(killer, box, companion_home, SAMPLE) > SAMPLE // 2


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_hundreds_of_deaths(companion_home: Path, record_property: Callable[[str, object], None]) -> None:
    with start_sandbox(throttle=False) as box, Killer(companion_home, box.base) as killer:
        kills = survive(killer, box, companion_home, SOAK)
    assert kills >= 300
    counted = f"{SOAK} submissions, {kills} killed with SIGKILL, duplicates 0, lost 0, unsettled entries 0"
    record_property("figures", counted)
