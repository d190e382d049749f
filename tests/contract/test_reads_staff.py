"""Staff operations against the sandbox: reads, changes, and that a change outdates what was remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from native_host.wire.errors import CompanionError
from tests.asking import Asker, asyncio_run, requests
from tests.handing_in import COURSE, signed_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sandbox import Sandbox

STUDENT = "student4@foo.bar"


@pytest.fixture
def asker(companion_home: Path, box: Sandbox) -> Asker:
    return Asker(signed_in(companion_home, box, "instructor@foo.bar", clock=box.clock.time))


def where(box: Sandbox, assessment: str | None = None, **more: Any) -> dict[str, Any]:
    named = {"assessment": assessment} if assessment else {}
    return {"server": box.base, "course": COURSE, **named, **more}


def refused(name: str) -> pytest.RaisesExc[CompanionError]:
    return pytest.RaisesExc(CompanionError, check=lambda error: error.name == name)


def test_the_roster_is_read_changed_and_read_anew(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        person = where(box, email=STUDENT)
        everybody = (await asker.ask("roster.list", **where(box)))["data"]
        assert STUDENT in [member["email"] for member in everybody]
        assert (await asker.ask("roster.show", **person))["data"]["section"] == "A"
        before = requests(box)
        assert await asker.ask("roster.show", **person)
        assert requests(box) == before, "remembered"
        changed = await asker.fetch("roster.update", **person, section="B")
        assert changed["data"]["section"] == "B"
        assert (await asker.ask("roster.show", **person))["data"]["section"] == "B"
        listed = (await asker.ask("roster.list", **where(box)))["data"]
        assert {member["email"]: member["section"] for member in listed}[STUDENT] == "B"
        assert (await asker.fetch("roster.drop", **person))["data"]["dropped"] is True
        new = {"email": "nocourse@foo.bar", "lecture": "1", "section": "A", "auth_level": "student"}
        assert (await asker.fetch("roster.create", **where(box), **new))["data"]["email"] == new["email"]
        with refused("user_unknown"):
            await asker.fetch("roster.create", **where(box), **{**new, "email": "nobody@foo.bar"})
        with refused("invalid_params"):
            await asker.fetch("roster.update", **person)

    asyncio_run(scene(), asker)


def test_groups_are_made_shown_and_dissolved(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        lab = where(box, "lab1")
        assert (await asker.ask("groups.list", **lab))["data"] == {"group_size": 2, "groups": []}
        members = ["student1@foo.bar", "student2@foo.bar"]
        wanted = [{"name": "pair", "members": members}]
        (made,) = (await asker.fetch("groups.create", **lab, groups=wanted))["data"]
        listed = (await asker.ask("groups.list", **lab))["data"]["groups"]
        assert [group["name"] for group in listed] == ["pair"]
        people = (await asker.ask("groups.show", **lab, group=made["id"]))["data"]
        assert sorted(person["email"] for person in people) == members
        together = (await asker.ask("groups.members", **lab))["data"]["groups"]
        assert [sorted(person["email"] for person in group) for group in together] == [members]
        with refused("group_refused"):
            await asker.fetch("groups.create", **where(box, "homework2"), groups=wanted)
        settings = {"group_size": 3, "allow_student_assign_group": False}
        assert (await asker.fetch("groups.settings", **lab, **settings))["data"] == settings
        await asker.fetch("groups.delete", **lab, group=made["id"])
        assert (await asker.ask("groups.list", **lab))["data"] == {"group_size": 3, "groups": []}

    asyncio_run(scene(), asker)


def test_scores_are_read_and_set(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        work = where(box, "homework0")
        everybody = (await asker.ask("scores.list", **work))["data"]
        assert everybody["student1@foo.bar"]["2"]["problem0"] == 90.5
        one = where(box, "homework0", email="student1@foo.bar")
        assert (await asker.ask("scores.show", **one))["data"] == everybody["student1@foo.bar"]
        told = await asker.fetch(
            "scores.update_latest", **one, scores=[{"problem": "problem0", "score": 77.5}]
        )
        assert told["data"]["student1@foo.bar"]["problem0"] == 77.5
        assert (await asker.ask("scores.show", **one))["data"]["2"]["problem0"] == 77.5
        with refused("user_unknown"):
            await asker.ask("scores.show", **where(box, "homework0", email="who@foo.bar"))

    asyncio_run(scene(), asker)


@pytest.mark.parametrize("problems", [(), ("problem0", "problem0")])
def test_scores_that_say_nothing_or_two_things_are_not_sent(
    asker: Asker, box: Sandbox, problems: tuple[str, ...]
) -> None:
    async def scene() -> None:
        scores = [{"problem": problem, "score": number} for number, problem in enumerate(problems)]
        with refused("invalid_params"):
            await asker.fetch("scores.update_latest", **where(box, "homework0", email=STUDENT), scores=scores)
        assert not requests(box)

    asyncio_run(scene(), asker)


def test_scores_of_who_has_handed_in_nothing_say_so(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        scores = [{"problem": "problem0", "score": 1}]
        with refused("submission_none") as caught:
            await asker.fetch(
                "scores.update_latest", **where(box, "homework1", email="student4@foo.bar"), scores=scores
            )
        assert "student4@foo.bar has no submission to homework1 yet" in caught.value.message
        box.faults.add(method="PUT", path="update_latest", status=500)
        with refused("server_failed"):  # with a submission it is another failure
            await asker.fetch(
                "scores.update_latest", **where(box, "homework0", email="student1@foo.bar"), scores=scores
            )
        with refused("problem_unknown"):
            await asker.fetch(
                "scores.update_latest",
                **where(box, "homework0", email="student1@foo.bar"),
                scores=[{"problem": "zz", "score": 1}],
            )

    asyncio_run(scene(), asker)


def test_scores_of_a_group_name_the_partners_who_have_handed_in_nothing(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        lab = where(box, "lab1")
        pair = ["student3@foo.bar", STUDENT]
        box.staff(COURSE, "lab1").submit_for(pair[0])
        await asker.fetch("groups.create", **lab, groups=[{"name": "pair", "members": pair}])
        given = {**lab, "email": pair[0], "scores": [{"problem": "problem0", "score": 1}]}
        with refused("submission_none") as caught:
            await asker.fetch("scores.update_latest", **given, whole_group=True)
        assert caught.value.data["email"] == STUDENT
        assert (await asker.fetch("scores.update_latest", **given, whole_group=False))["data"]

    asyncio_run(scene(), asker)


def test_a_new_problem_shows_at_once(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        work = where(box, "homework2")
        before = (await asker.ask("problems", **work))["data"]
        await asker.fetch("problems.create", **work, name="bonus", max_score=5)
        assert len((await asker.ask("problems", **work))["data"]) == len(before) + 1

    asyncio_run(scene(), asker)


def test_students_are_refused_with_the_servers_words(companion_home: Path, box: Sandbox) -> None:
    asker = Asker(signed_in(companion_home, box, clock=box.clock.time))

    async def scene() -> None:
        with refused("instructor_only") as caught:
            await asker.ask("roster.list", **where(box))
        assert caught.value.server_said == "User does not have instructor privileges for this course"

    asyncio_run(scene(), asker)


def test_a_change_whose_answer_is_lost_outdates_memory_too(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        person = where(box, email=STUDENT)
        await asker.ask("roster.show", **person)
        box.faults.add(method="PUT", path="course_user_data", process=True, lose_answer=True)
        with pytest.raises(CompanionError):
            await asker.fetch("roster.update", **person, section="B")
        assert asker.remembered("roster.show", **person) is None

    asyncio_run(scene(), asker)
