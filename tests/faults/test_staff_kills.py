"""kill -9 at any moment of an import: nothing is lost, nothing of a colleague's is written over, and it goes on."""

from __future__ import annotations

import os
import random
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.faults.forking import KILLED, Killer
from tests.handing_in import quiet, signed_in, until
from tests.sandbox.api import scores as api
from tests.sandbox.seeds import crowd
from tests.staff_tables import crowded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.sandbox import Sandbox

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
PEOPLE = 40
SAMPLE, SOAK = 4, 50


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with crowded(PEOPLE, 2) as made:
        yield made


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str, Any]]:
    """Each score that the server was told to write: (member, problem, value), in order."""
    told: list[tuple[int, str, Any]] = []
    write = api._write

    def noted(call: Any, member: int, problems: dict[str, Any]) -> dict[str, Any]:
        told.extend(
            (member, f"{call.assessment.name}:{problem}", value) for problem, value in problems.items()
        )
        return write(call, member, problems)

    monkeypatch.setattr(api, "_write", noted)
    return told


def table(value: int) -> str:
    lines = (f"{crowd.email(n)},{value + n % 7},{value}" for n in range(PEOPLE))
    return "\n".join(["Email,hw00:p0,hw01:p1", *lines])


def standing(box: Sandbox) -> dict[tuple[int, str], Any]:
    found = {}
    for name, problem in (("hw00", "p0"), ("hw01", "p1")):
        for row in box.state.assessment(crowd.COURSE, name).submissions:
            found[row.member_id, f"{name}:{problem}"] = row.scores[problem].value
    return found


def survive(killer: Killer, box: Sandbox, written: list[tuple[int, str, Any]], runs: int, seed: int) -> int:
    """Kill `runs` imports at random steps and let each go on; the number of those that were really killed."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    whole = killer.run("import", kind="gradebook", table=table(1))
    assert (whole["status"], whole["outcome"]) == (0, "done")
    deaths = 0
    for number in range(runs):
        value = 10 + number
        wanted = {
            (member, name): value + (where % 7 if name.startswith("hw00") else 0)
            for (member, name), where in zip(standing(box), [*range(PEOPLE)] * 2, strict=True)
        }
        written.clear()
        died = killer.run("import", draw.randrange(1, whole["steps"]), kind="gradebook", table=table(value))
        deaths += died["status"] == KILLED
        until(lambda: quiet(box))
        # A colleague corrects something that this import has written already; never back to what stood before it.
        corrected = 1000.25 + number
        done = [(member, name) for member, name, _ in written]
        theirs = draw.choice(done) if done else None
        if theirs is not None:
            member, name = theirs
            assessment, _, problem = name.partition(":")
            rows = box.state.assessment(crowd.COURSE, assessment).submissions
            next(row for row in rows if row.member_id == member).scores[problem].value = corrected
        if died["status"] == KILLED:
            again = killer.run("resume", kind="gradebook")
            assert (again["status"], again["outcome"]) == (0, "done")
        found = standing(box)
        if theirs is not None and died["status"] == KILLED:
            assert found.pop(theirs) == corrected, "what somebody else has entered stays"
            wanted.pop(theirs)
            assert found == wanted, "none is lost"
        values: dict[tuple[int, str], set[Any]] = {}
        for member, name, value_told in written:
            values.setdefault((member, name), set()).add(value_told)
        assert all(len(told) == 1 for told in values.values()), "none is written with two values"
        assert max(Counter((m, n) for m, n, _ in written).values()) == 1, "and none twice"
    return deaths


@pytest.mark.timeout(300)
def test_a_sample_of_deaths(companion_home: Path, box: Sandbox, written: list[tuple[int, str, Any]]) -> None:
    signed_in(companion_home, box, crowd.TEACHER)
    with Killer("staff_kill", companion_home, box.base) as killer:
        assert survive(killer, box, written, SAMPLE, seed=1) > 1


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_fifty_deaths(
    companion_home: Path,
    box: Sandbox,
    written: list[tuple[int, str, Any]],
    record_property: Callable[[str, object], None],
) -> None:
    signed_in(companion_home, box, crowd.TEACHER)
    with Killer("staff_kill", companion_home, box.base) as killer:
        kills = survive(killer, box, written, 2 * SOAK, seed=2)
    assert kills >= SOAK
    record_property("figures", f"{2 * SOAK} imports, {kills} killed with SIGKILL, lost 0, written twice 0")
