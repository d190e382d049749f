"""Badges and submit.check after the staff did something that the list of assessments does not tell."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from native_host.badges.freshness import TURNS
from native_host.timestamps import HOUR
from tests.asking import Asker, asyncio_run, requests, shown
from tests.handing_in import COURSE
from tests.sandbox.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sandbox import Sandbox
    from tests.sandbox.staff import Staff

ONE = "student1@foo.bar"


async def visited(asker: Asker, box: Sandbox) -> dict[str, Any]:
    """The badges once a visit of the course page has refreshed them, some seconds after what was before."""
    box.clock.advance(10)
    return await asker.settled("badges", server=box.base, course=COURSE)


@pytest.mark.parametrize(
    ("name", "deed", "hidden"),
    [
        ("lab2", lambda staff: staff.change(disable_handins=False), "disabled"),
        ("lab0", lambda staff: staff.change(max_submissions=3), "limit"),
        ("lab0", lambda staff: staff.delete_submission(ONE), "limit"),
    ],
    ids=["enabled", "limit raised", "submission deleted"],
)
def test_the_button_is_back_at_the_next_visit(
    asker: Asker, box: Sandbox, name: str, deed: Callable[[Staff], None], hidden: str
) -> None:
    staff = box.staff(COURSE, name)
    if name == "lab0":
        staff.change(max_submissions=1)
        staff.submit_for(ONE)

    async def scene() -> None:
        assert shown(await visited(asker, box), name, "why_not", "submittable") == (hidden, False)
        deed(staff)
        assert shown(await visited(asker, box), name, "why_not", "submittable") == (None, True)

    asyncio_run(scene(), asker)


@pytest.mark.parametrize(
    ("deed", "expected"),
    [
        (lambda staff: staff.delete_problem("problem2"), (135.5, 150, True)),
        (lambda staff: (staff.add_problem("extra", 5.0), staff.score(ONE, "extra", 5.0)), (166, 180.5, True)),
    ],
    ids=["deleted", "added"],
)
def test_the_total_follows_the_problems(
    asker: Asker, box: Sandbox, deed: Callable[[Staff], object], expected: tuple[Any, ...]
) -> None:
    staff = box.staff(COURSE, "lab6")
    for problem, value in (("problem0", 90.5), ("problem1", 45.0), ("problem2", 25.5)):
        staff.score(ONE, problem, value)

    async def scene() -> None:
        points = ("score", "total", "complete")
        assert shown(await visited(asker, box), "lab6", *points) == (161, 175.5, True)
        deed(staff)
        assert shown(await visited(asker, box), "lab6", *points) == expected

    asyncio_run(scene(), asker)


def test_a_total_without_scores_is_looked_at_again_within_the_hour(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        await visited(asker, box)
        box.staff(COURSE, "homework2").delete_problem("problem2")
        box.clock.advance(HOUR)
        before = details_asked(box)
        totals = [shown(await visited(asker, box), "homework2", "total") for _ in range(3)]
        assert totals[-1] == (150,)
        assert details_asked(box) - before <= 3 * (TURNS + 1), "lab2 is disabled: looked at each time"

    asyncio_run(scene(), asker)


def details_asked(box: Sandbox) -> int:
    """How often the details of some assessment were asked for."""
    paths = (record.path.split("/") for record in box.requests)
    return sum(path[-2] == "assessments" and path[1] == "api" for path in paths)


@pytest.mark.parametrize("days", [1, 20, 100])
def test_work_that_staff_enter_after_the_end_shows_at_the_next_visit(
    asker: Asker, box: Sandbox, days: int
) -> None:
    ended = box.clock.now() - timedelta(days=days)
    box.staff(COURSE, "homework4").change(start_at=ended, due_at=ended, end_at=ended)

    async def scene() -> None:
        assert shown(await visited(asker, box), "homework4", "state") == ("not_submitted",)
        box.staff(COURSE, "homework4").submit_for(ONE, {"problem0": 7.0})
        assert shown(await visited(asker, box), "homework4", "state", "score") == ("score", 7)
        box.staff(COURSE, "homework4").score(ONE, "problem1", 5.0)
        assert shown(await visited(asker, box), "homework4", "score", "score_kind") == (
            12,
            "before_adjustments",
        )

    asyncio_run(scene(), asker)


@pytest.mark.parametrize(
    ("operation", "state", "left"),
    [("assessment", "not_submitted", 1), ("submissions", "submitted", 2), ("submit.check", "submitted", 0)],
)
def test_what_another_operation_learns_the_badge_says(
    asker: Asker, box: Sandbox, operation: str, state: str, left: int
) -> None:
    where = {"server": box.base, "course": COURSE}

    async def scene() -> None:
        await visited(asker, box)
        asker.notifications.clear()
        staff = box.staff(COURSE, "lab0")
        staff.change(max_submissions=1)
        staff.submit_for(ONE)
        box.clock.advance(10)
        before = requests(box, "/lab0")
        await asker.ask(operation, **where, assessment="lab0")
        assert requests(box, "/lab0") - before <= 2
        told = asker.remembered("badges", **where)
        assert told is not None
        assert shown(told, "lab0", "state", "versions_left") == (state, left)
        (news,) = asker.told("badges.changed")
        assert [badge["assessment"] for badge in news["badges"]] == ["lab0"]
        assert told["stale"], "the other badges are as old as before"

    asyncio_run(scene(), asker)


def test_a_submission_whose_file_was_not_stored_is_not_called_submitted(asker: Asker, box: Sandbox) -> None:
    staff = box.staff(COURSE, "lab0")
    staff.change(storage_trouble="No space left on device")
    own = Visitor(box.base, box.issue(ONE).token)
    path = f"/api/v1/courses/{COURSE}/assessments/lab0/submit"

    async def scene() -> None:
        assert own.upload(path, b"int x;").status == 500
        assert shown(await visited(asker, box), "lab0", "state", "versions_left") == ("no_file", 2)
        staff.change(storage_trouble=None)
        assert own.upload(path, b"int x;").status == 200
        assert shown(await visited(asker, box), "lab0", "state", "versions_left") == ("submitted", 1)

    asyncio_run(scene(), asker)


def test_what_nobody_has_looked_at_is_not_learnt(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        where = {"server": box.base, "course": COURSE}
        await asker.ask("submit.check", **where, assessment="lab0")
        assert asker.remembered("badges", **where) is None
        assert asker.told("badges.changed") == []

    asyncio_run(scene(), asker)


def courses_asked(box: Sandbox) -> int:
    """How often the list of courses was asked for."""
    return sum(record.path == "/api/v1/courses" for record in box.requests)


def ended_lately(box: Sandbox, slack: int, seconds: float) -> None:
    """homework1 ended some seconds ago in a course of so much late slack."""
    box.state.courses[COURSE].late_slack = slack
    a = box.state.assessment(COURSE, "homework1")
    a.end_at = box.clock.now()
    box.clock.advance(seconds)


@pytest.mark.parametrize(("slack", "expected"), [(3600, (None, True, True)), (60, ("closed", False, False))])
def test_late_slack_counts_also_where_nobody_had_asked_for_the_courses(
    asker: Asker, box: Sandbox, slack: int, expected: tuple[Any, ...]
) -> None:
    ended_lately(box, slack, 600)
    points = ("why_not", "submittable", "late")

    async def scene() -> None:
        assert shown(await visited(asker, box), "homework1", *points) == expected
        assert courses_asked(box) == 1
        assert shown(await visited(asker, box), "homework1", *points) == expected
        assert courses_asked(box) == 1, "known for some minutes"
        box.state.courses[COURSE].late_slack = 7200
        box.clock.advance(600)
        assert shown(await visited(asker, box), "homework1", *points) == (None, True, True)

    asyncio_run(scene(), asker)


def test_late_slack_in_the_check_and_the_agenda(asker: Asker, box: Sandbox) -> None:
    ended_lately(box, 3600, 600)
    where = {"server": box.base, "course": COURSE, "assessment": "homework1"}

    async def scene() -> None:
        facts = await asker.fetch("submit.check", **where)
        assert (facts["open"], facts["late"], facts["late_slack"]) == (True, True, 3600)
        assert [warning["code"] for warning in facts["warnings"]] == ["late", "grace_days"]
        assert facts["grace_days"] == 3  # the course's
        (item,) = (i for i in (await asker.ask("agenda"))["data"]["items"] if i["assessment"] == "homework1")
        assert (item["late"], item["late_slack"]) == (True, 3600)
        box.clock.advance(3600)
        facts = await asker.fetch("submit.check", **where)
        assert (facts["open"], facts["why_not"]) == (False, "closed")
        agenda = asker.remembered("agenda")
        assert agenda is not None
        assert all(i["assessment"] != "homework1" for i in agenda["data"]["items"])

    asyncio_run(scene(), asker)


def test_an_extension_of_ones_own_is_not_told_and_not_denied(asker: Asker, box: Sandbox) -> None:
    box.staff(COURSE, "homework4").extend(ONE, None)

    async def scene() -> None:
        facts = await asker.fetch("submit.check", server=box.base, course=COURSE, assessment="homework4")
        (closed,) = facts["warnings"]
        assert closed["message"].endswith("with an extension of your own Autolab still takes it.")

    asyncio_run(scene(), asker)


def test_feedback_says_whose_it_may_be(asker: Asker, box: Sandbox) -> None:
    staff = box.staff(COURSE, "homework1")
    staff.score(ONE, "problem1", 3.0, "Mind the gap.")
    given = {"server": box.base, "course": COURSE, "assessment": "homework1", "version": 1}

    async def scene() -> None:
        assert (await asker.ask("feedback", **given))["data"] == {
            "feedback": "Mind the gap.",
            "problems": ["problem1"],
        }
        staff.score(ONE, "problem0", 5.0, "")
        box.clock.advance(120)
        assert (await asker.fetch("feedback", **given))["data"] == {
            "feedback": "",
            "problems": ["problem1", "problem0"],
        }

    asyncio_run(scene(), asker)
