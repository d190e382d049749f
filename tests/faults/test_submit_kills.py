"""kill -9 at any moment of a submission: none twice, none lost, every journal entry settled by the next start."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from native_host.storage.submissions.entry import APPEARED, LANDED
from tests.faults.forking import KILLED, Killer
from tests.handing_in import quiet, signed_in, until, versions
from tests.sandbox import start_sandbox

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.sandbox import Sandbox

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
TOLD = {LANDED, APPEARED}
REPEATS = {"already_submitted", "probably_submitted"}
SAMPLE, SOAK = 24, 400


def survive(killer: Killer, box: Sandbox, home: Path, runs: int) -> int:
    """Kill `runs` submissions at evenly spread steps; the number of those that were really killed."""
    services = signed_in(home, box)
    whole = killer.run("submit", content="the whole way")
    assert (whole["status"], whole["outcome"]) == (0, LANDED)
    deaths = 0
    for number in range(1, runs + 1):
        content = f"file {number} " + "x" * 300_000
        steps = max(1, whole["steps"] * number // runs)
        died = killer.run("submit", steps, content=content)
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
        again = killer.run("submit", content=content)
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
    with start_sandbox(throttle=False) as box, Killer("submit_kill", companion_home, box.base) as killer:
        assert survive(killer, box, companion_home, SAMPLE) > SAMPLE // 2


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_hundreds_of_deaths(companion_home: Path, record_property: Callable[[str, object], None]) -> None:
    with start_sandbox(throttle=False) as box, Killer("submit_kill", companion_home, box.base) as killer:
        kills = survive(killer, box, companion_home, SOAK)
    assert kills >= 300
    counted = f"{SOAK} submissions, {kills} killed with SIGKILL, duplicates 0, lost 0, unsettled entries 0"
    record_property("figures", counted)
