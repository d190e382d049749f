"""Every read operation against the sandbox: the common shape, memory, news, and what is no longer true."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from native_host.wire.errors import CompanionError
from tests.asking import Asker, asyncio_run, requests
from tests.handing_in import COURSE

if TYPE_CHECKING:
    from tests.sandbox import Sandbox

IN_COURSE = {"course": COURSE}
STUDENT_READS = [
    ("user", {}, lambda data: data["email"] == "student1@foo.bar"),
    ("courses", {}, lambda data: "done-s25" in [course["name"] for course in data]),
    ("courses", {"state": "completed"}, lambda data: [course["name"] for course in data] == ["done-s25"]),
    ("assessments", IN_COURSE, lambda data: data[0]["name"] == "homework0"),
    ("assessment", {**IN_COURSE, "assessment": "lab0"}, lambda data: data["max_submissions"] == 3),
    ("problems", {**IN_COURSE, "assessment": "lab5"}, lambda data: data[0]["name"] == "autograded"),
    ("submissions", {**IN_COURSE, "assessment": "homework0"}, lambda data: data[0]["version"] == 2),
    (
        "feedback",
        {**IN_COURSE, "assessment": "homework0", "version": 2},
        lambda data: "&" in data["feedback"],
    ),
]


def refused(name: str) -> pytest.RaisesExc[CompanionError]:
    return pytest.RaisesExc(CompanionError, check=lambda error: error.name == name)


@pytest.mark.parametrize(("method", "params", "is_right"), STUDENT_READS)
def test_a_read_is_asked_once_then_remembered_then_stale(
    asker: Asker, box: Sandbox, method: str, params: dict[str, Any], is_right: Any
) -> None:
    async def scene() -> None:
        where = {"server": box.base, **params}
        assert asker.remembered(method, **where) is None
        fetched = await asker.fetch(method, **where)
        assert is_right(fetched["data"])
        assert not fetched["stale"]
        before = requests(box)
        assert await asker.ask(method, **where) == fetched
        assert requests(box) == before
        box.clock.advance(2 * 86_400)
        old = await asker.ask(method, **where)
        assert old == {**fetched, "stale": True}
        assert requests(box) > before
        assert asker.told("changed") == [], "nothing is new"
        again = asker.remembered(method, **where)
        assert again is not None
        assert again["fetched_at"] > old["fetched_at"]

    asyncio_run(scene(), asker)


def test_news_and_failures_behind_a_stale_answer_are_told(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        where = {"server": box.base, "course": COURSE, "assessment": "homework2"}
        before = await asker.ask("assessment", **where)
        box.state.assessment(COURSE, "homework2").max_submissions = 7
        box.clock.advance(3600)
        assert (await asker.ask("assessment", **where))["data"] == before["data"]
        (news,) = asker.told("changed")
        assert (news["operation"], news["params"]) == ("assessment", where)
        assert news["data"]["max_submissions"] == 7
        box.clock.advance(3600)
        box.faults.add(path="homework2$", status=400, body='{"error": "maintenance"}')
        with refused("request_refused"):
            await asker.ask("assessment", **where)
        assert asker.told("changed")[-1]["error"]["data"]["server_said"] == "maintenance"
        kept = asker.remembered("assessment", **where)
        assert kept is not None
        assert kept["data"]["max_submissions"] == 7

    asyncio_run(scene(), asker)


def test_what_is_gone_is_not_shown_again(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        where = {"server": box.base, "course": COURSE, "assessment": "homework2"}
        await asker.ask("assessment", **where)
        box.clock.advance(3600)
        box.faults.add(path="homework2$", status=404, body='{"error": "Assessment does not exist"}')
        with refused("assessment_unknown"):
            await asker.ask("assessment", **where)
        assert asker.remembered("assessment", **where) is None

    asyncio_run(scene(), asker)


def test_feedback_waits_for_the_release_and_goes_when_it_is_taken_back(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        hidden = {"server": box.base, "course": COURSE, "assessment": "quiz2", "version": 1}
        with refused("feedback_withheld"):
            await asker.ask("feedback", **hidden)
        assert requests(box, "/feedback") == 0, "what must not be shown is not even fetched"
        for missing, name in (("homework0", "submission_unknown"), ("homework1", "feedback_none")):
            version = 9 if missing == "homework0" else 1
            with refused(name):
                await asker.ask("feedback", **{**hidden, "assessment": missing, "version": version})
        with refused("feedback_none"):
            await asker.ask("feedback", **{**hidden, "assessment": "homework0", "version": 1})
        release(box, "quiz2", released=True)
        assert (await asker.ask("feedback", **hidden))["data"] == {
            "feedback": "hidden feedback",
            "problems": ["problem0", "problem1", "problem2"],
        }
        release(box, "quiz2", released=False)
        box.clock.advance(7200)
        with refused("feedback_withheld"):
            await asker.ask("feedback", **hidden)
        assert asker.told("changed")[-1]["error"]["data"]["name"] == "feedback_withheld"
        assert asker.remembered("feedback", **hidden) is None

    asyncio_run(scene(), asker)


def release(box: Sandbox, assessment: str, *, released: bool) -> None:
    for submission in box.state.assessment(COURSE, assessment).submissions:
        for score in submission.scores.values():
            score.released = released


def test_hostile_names_reach_the_server_as_one_segment_or_not_at_all(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        with refused("course_unknown"):
            await asker.ask("assessments", server=box.base, course="../../user?x=1#y")
        assert box.requests[-1].path.startswith("/api/v1/courses/")
        for course in ("..", "a\nb", "\ud800"):
            with refused("name_refused"):
                await asker.ask("assessments", server=box.base, course=course)

    asyncio_run(scene(), asker)


def test_the_agenda_spans_courses_and_says_what_it_cannot_know(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        assert asker.remembered("agenda") is None
        agenda = await asker.ask("agenda")
        items = agenda["data"]["items"]
        names = [item["assessment"] for item in items]
        assert [name for name in names if name in ("lab1", "lab0", "homework1")] == [
            "homework1",
            "lab0",
            "lab1",
        ]
        assert "hello-world" in names, "all current courses"
        assert not {"homework0", "homework4", "quiz2"} & set(names), "the past is past"
        assert {item["deadline_kind"] for item in items} == {"course"}
        assert [item["late"] for item in items[:2]] == [True, False]
        (disabled,) = agenda["data"]["errors"]
        assert disabled["course"] == "old-course-s20"
        assert disabled["error"]["data"]["name"] == "course_disabled"
        before = requests(box)
        assert (await asker.ask("agenda"))["data"]["items"] == items
        calendar = await asker.ask("agenda.ics")
        assert calendar["text"].count("BEGIN:VEVENT") == len(items)
        assert requests(box) - before <= 2, "only the refused course is asked again"
        await asker.settled("badges", server=box.base, course=COURSE)
        states = {
            i["assessment"]: i["state"] for i in (asker.remembered("agenda") or agenda)["data"]["items"]
        }
        assert states["homework1"] == "submitted"
        assert states["hello-world"] is None
        before = requests(box)
        everything = asker.answer("agenda.all")["items"]
        assert {"homework0", "homework4", "quiz2", *names} <= {item["assessment"] for item in everything}
        assert requests(box) == before, "it asks nobody"

    asyncio_run(scene(), asker)


def test_an_empty_calendar_is_never_made_from_ignorance(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        box.faults.add(path="/courses", times=9, status=400, body='{"error": "maintenance"}')
        with refused("request_refused"):
            await fetch_calendar(asker)

    async def fetch_calendar(asker: Asker) -> None:
        assert asker.remembered("agenda.ics") is None
        await asker.fetch("agenda.ics")

    asyncio_run(scene(), asker)
