"""A table of the course's staff, from its preview to its undoing, against the sandbox."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import pytest

from native_host.wire.errors import CompanionError
from tests.asking import Asker, asyncio_run, requests
from tests.handing_in import signed_in
from tests.sandbox.seeds import crowd
from tests.staff_tables import Desk, crowded, edited

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sandbox import Sandbox

PEOPLE = 40


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with crowded(PEOPLE, 2) as made:
        yield made


@pytest.fixture
def desk(companion_home: Path, box: Sandbox) -> Desk:
    return Desk(Asker(signed_in(companion_home, box, crowd.TEACHER, clock=box.clock.time)), box)


def member(box: Sandbox, number: int) -> Any:
    user = box.state.user_by_email(crowd.email(number))
    assert user is not None
    return box.state.courses[crowd.COURSE].members[user.id]


def score(box: Sandbox, number: int, assessment: str, problem: str) -> Any:
    return (
        box.state.assessment(crowd.COURSE, assessment)
        .of_member(member(box, number).id)[0]
        .scores[problem]
        .value
    )


def test_a_roster_is_compared_confirmed_carried_out_and_taken_back(desk: Desk, box: Sandbox) -> None:
    async def scene() -> None:
        text = await desk.export("roster")
        same = await desk.preview("roster", text)
        assert same["counts"] == {**dict.fromkeys(same["counts"], 0), "same": PEOPLE + 1}

        def change(number: int, row: dict[str, str]) -> None:
            if 0 < number <= 5:
                row["Section"] = "=B"  # a name that a spreadsheet would compute

        table = edited(text, change) + "nocourse@foo.bar,No,Course,2,C,student,,,\nnobody@foo.bar,,,,,,,,\n"
        job = await desk.preview("roster", table)
        assert (job["counts"]["change"], job["counts"]["add"]) == (5, 2)
        assert member(box, 1).section == "A", "nothing is changed before it is confirmed"
        box.requests.clear()
        done = await desk.confirm(job)
        assert done["state"] == "done"
        assert (done["lines"]["done"], done["lines"]["failed"]) == (6, 1)
        assert requests(box, "/api/") == 7
        sections = {member(box, n).section for n in range(PEOPLE)}
        assert sections == {"A", "=B"}
        unknown = await desk.ask("file", job=job["job"], what="unknown")
        assert "nobody@foo.bar" in unknown["content"]
        assert unknown["rows"] == 1
        exported = await desk.export("roster")
        assert "'=B" in exported, "no cell is a formula"
        undo = (await desk.ask("file", job=job["job"], what="undo"))["content"]
        back = await desk.confirm(await desk.preview("roster", undo))
        assert back["state"] == "done"
        assert {member(box, n).section for n in range(PEOPLE)} == {"A"}
        listed = await desk.preview("roster", text)
        assert listed["counts"]["same"] == PEOPLE + 1

    asyncio_run(scene(), desk.asker)


def test_a_gradebook_is_compared_confirmed_carried_out_and_taken_back(desk: Desk, box: Sandbox) -> None:
    async def scene() -> None:
        text = await desk.export("gradebook")
        box.requests.clear()
        same = await desk.preview("gradebook", text)
        assert (same["counts"]["same"], same["counts"]["change"]) == (PEOPLE * 4, 0)
        assert requests(box, "/api/") == 2 + 2 * 2, "roster, assessments, and of each its problems and scores"

        def change(number: int, row: dict[str, str]) -> None:
            if number < 3:
                row["hw00:p0"], row["hw00:p1"] = "91,5", "-"
            if number == 3:
                row["hw01:p1"] = "150"

        before = score(box, 0, "hw00", "p0")
        job = await desk.preview("gradebook", edited(text, change))
        assert (job["counts"]["change"], job["counts"]["suspicious"]) == (4, 4)
        lines = await desk.lines(job)
        (above,) = [line for line in lines if line["assessment"] == "hw01"]
        assert above["changes"][0]["remarks"] == ["above_maximum"]
        box.requests.clear()
        done = await desk.confirm(job, leave_out=[above["number"]])
        assert (done["state"], done["lines"]["done"], done["lines"]["left_out"]) == ("done", 3, 1)
        assert requests(box, "/api/") == 3, "one request for each person, however many cells"
        assert (score(box, 0, "hw00", "p0"), score(box, 0, "hw00", "p1")) == (91.5, None)
        undo = (await desk.ask("file", job=job["job"], what="undo"))["content"]
        await desk.confirm(await desk.preview("gradebook", undo))
        assert score(box, 0, "hw00", "p0") == before
        assert (await desk.preview("gradebook", text))["counts"]["change"] == 0

    asyncio_run(scene(), desk.asker)


def test_each_cell_has_its_outcome_although_its_line_failed(desk: Desk, box: Sandbox) -> None:
    async def scene() -> None:
        before = score(box, 0, "hw00", "p1")
        table = f"Email,hw00:p0,hw00:p1,hw01:p0\n{crowd.email(0)},91,92,93\n{crowd.email(1)},91,,\n"
        job = await desk.preview("gradebook", table)
        latest = box.state.assessment(crowd.COURSE, "hw00").of_member(member(box, 0).id)[0]
        latest.scores["p1"].value = 92.0  # as if the server had failed halfway
        box.faults.add(method="PUT", path="hw00/scores/person0000.*update_latest", status=500)
        done = await desk.confirm(job)
        assert (done["lines"]["done"], done["lines"]["failed"]) == (2, 1)
        (failed,) = await desk.lines(job, "failed")
        assert {change["field"]: change["state"] for change in failed["changes"]} == {
            "p0": "failed",
            "p1": "done",
        }
        told = (await desk.ask("file", job=job["job"], what="outcome"))["content"]
        rows = {
            (row["Who"], row["Assessment"], row["Field"]): row for row in csv.DictReader(told.splitlines())
        }
        assert [row["State"] for row in rows.values()].count("done") == 3
        assert rows[crowd.email(0), "hw00", "p1"]["After"] == "92"
        assert rows[crowd.email(0), "hw00", "p0"]["State"] == "failed"
        assert rows[crowd.email(0), "hw00", "p0"]["Why"]
        undo = (await desk.ask("file", job=job["job"], what="undo"))["content"]
        await desk.confirm(await desk.preview("gradebook", undo))
        assert score(box, 0, "hw00", "p1") == before, "what was entered is taken back"

    asyncio_run(scene(), desk.asker)


def test_what_was_not_looked_at_is_not_confirmed(desk: Desk, box: Sandbox) -> None:
    async def scene() -> None:
        job = await desk.preview("roster", f"Email,Section\n{crowd.email(1)},B\n")
        with pytest.raises(CompanionError) as caught:
            await desk.confirm({**job, "digest": "0" * 64})
        assert caught.value.name == "plan_changed"
        await desk.confirm(job)
        with pytest.raises(CompanionError) as caught:
            await desk.confirm(job)
        assert caught.value.name == "job_state"
        assert member(box, 1).section == "B"

    asyncio_run(scene(), desk.asker)


def test_what_somebody_else_has_changed_meanwhile_is_left_alone(desk: Desk, box: Sandbox) -> None:
    async def scene() -> None:
        job = await desk.preview("roster", f"Email,Section\n{crowd.email(1)},B\n{crowd.email(2)},B\n")
        member(box, 1).section = "Z"
        box.clock.advance(60)
        done = await desk.confirm(job)
        assert (done["lines"]["done"], done["lines"]["failed"]) == (1, 1)
        (failed,) = await desk.lines(job, "failed")
        assert failed["remarks"] == ["changed_meanwhile"]
        assert member(box, 1).section == "Z"

    asyncio_run(scene(), desk.asker)


def test_groups_are_made_with_those_who_are_there(desk: Desk, box: Sandbox) -> None:
    async def scene() -> None:
        a, b, c, d = (crowd.email(n) for n in range(4))
        table = (
            f"Gruppe;Mitglied 1;Mitglied 2;Mitglied 3\nOne;{a};{b};\nTwo;{c};who@foo.bar;\nBig;{a};{c};{d}\n"
        )
        job = await desk.preview("groups", table, assessment="hw00")
        assert (job["counts"]["create"], job["counts"]["cannot"]) == (1, 2)
        cannot = {line["who"]: line["remarks"] for line in await desk.lines(job, "cannot")}
        assert cannot["Two"] == ["not_in_course"]
        assert "group_too_large" in cannot["Big"]
        await desk.confirm(job)
        (group,) = box.state.assessment(crowd.COURSE, "hw00").groups
        assert group.name == "One"
        text = await desk.export("groups", assessment="hw00")
        again = await desk.preview("groups", text, assessment="hw00")
        assert again["counts"] == {**dict.fromkeys(again["counts"], 0), "same": 1}
        undo = (await desk.ask("file", job=job["job"], what="undo"))["content"]
        await desk.confirm(await desk.preview("groups", undo, assessment="hw00"))
        assert not box.state.assessment(crowd.COURSE, "hw00").groups

    asyncio_run(scene(), desk.asker)


def test_problems_come_from_a_table(desk: Desk, box: Sandbox) -> None:
    async def scene() -> None:
        job = await desk.preview(
            "problems", "Aufgabe\tPunkte\tBonus\np0\t100\t\nextra\t7,5\tja\n", assessment="hw00"
        )
        assert (job["counts"]["create"], job["counts"]["same"]) == (1, 1)
        await desk.confirm(job)
        made = box.state.assessment(crowd.COURSE, "hw00").problems[-1]
        assert (made.name, made.max_score, made.optional) == ("extra", 7.5, True)

    asyncio_run(scene(), desk.asker)
