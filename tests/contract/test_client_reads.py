"""Every reading endpoint against the sandbox, with the reference seed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from native_host.autolab import endpoints
from tests.contract.asking import COURSE, ask, refused
from tests.sandbox import start_sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from native_host.autolab.calls import Call
    from tests.sandbox import Sandbox

STUDENT, STAFF = "student1@foo.bar", "instructor@foo.bar"


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with start_sandbox(seed="reference") as running:
        yield running


def test_user(box: Sandbox) -> None:
    assert ask(box, STUDENT, endpoints.user()) == {
        "email": STUDENT,
        "first_name": "Stu",
        "last_name": "One",
        "school": "SCS",
        "major": "CS",
        "year": "4",
    }


def test_courses(box: Sandbox) -> None:
    courses = {course["name"]: course for course in ask(box, STUDENT, endpoints.courses())}
    assert set(courses) == {"AutoPopulated", "cs101-f26", "old-course-s20", "done-s25", "next-s27"}
    assert courses[COURSE]["display_name"] == "15-213: Intro to Computer Systems & <b>C</b>"
    assert courses[COURSE]["auth_level"] == "student"
    assert courses["cs101-f26"]["auth_level"] == "instructor"
    assert courses[COURSE]["grace_days"] == 3


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("current", {"AutoPopulated", "cs101-f26", "old-course-s20"}),
        ("completed", {"done-s25"}),
        ("upcoming", {"next-s27"}),
        ("disabled", {"old-course-s20"}),
    ],
)
def test_courses_by_state(box: Sandbox, state: str, names: set[str]) -> None:
    assert {course["name"] for course in ask(box, STUDENT, endpoints.courses(state))} == names


def test_somebody_without_courses(box: Sandbox) -> None:
    assert ask(box, "nocourse@foo.bar", endpoints.courses()) == []


def test_assessments(box: Sandbox) -> None:
    rows = ask(box, STUDENT, endpoints.assessments(COURSE))
    assert len(rows) == 15
    due = [datetime.fromisoformat(row["due_at"]) for row in rows]
    assert due == sorted(due)
    assert "homework3" not in {row["name"] for row in rows}
    assert "homework3" in {row["name"] for row in ask(box, "ca@foo.bar", endpoints.assessments(COURSE))}


def test_assessment(box: Sandbox) -> None:
    lab = ask(box, STUDENT, endpoints.assessment(COURSE, "lab3"))
    assert lab["display_name"] == 'Lab 3: Malloc & <i>Friends</i> "x"'
    assert (lab["writeup_format"], lab["handout_format"]) == ("url", "file")
    assert lab["max_submissions"] == -1
    assert lab["disable_handins"] is None
    assert lab["max_scores"] == {"problem0": 100.0, "problem1": 50.0, "problem2": 25.5}
    assert ask(box, STUDENT, endpoints.assessment(COURSE, "lab2"))["disable_handins"] is True


def test_problems(box: Sandbox) -> None:
    problems = ask(box, STUDENT, endpoints.problems(COURSE, "homework0"))
    assert [problem["name"] for problem in problems] == ["problem0", "problem1", "problem2"]
    assert problems[1]["description"] == "Style & tests"
    assert ask(box, STUDENT, endpoints.problems(COURSE, "quiz0")) == []


def test_submissions(box: Sandbox) -> None:
    latest, first = ask(box, STUDENT, endpoints.submissions(COURSE, "homework0"))
    assert (latest["version"], first["version"]) == (2, 1)
    assert latest["scores"] == {"problem0": 90.5, "problem1": 45.0, "problem2": 25.5}
    [hidden] = ask(box, STUDENT, endpoints.submissions(COURSE, "quiz2"))
    assert set(hidden["scores"].values()) == {"unreleased"}
    [waiting] = ask(box, STUDENT, endpoints.submissions(COURSE, "homework1"))
    assert waiting["scores"] == {}


def test_feedback(box: Sandbox) -> None:
    words = ask(box, STUDENT, endpoints.feedback(COURSE, "homework0", 2, "problem2"))["feedback"]
    assert words.startswith("Good work.\nLine two <b>& entity</b>")
    # The server does not withhold it while the score is; that is left to us.
    assert (
        ask(box, STUDENT, endpoints.feedback(COURSE, "quiz2", 1, "problem0"))["feedback"] == "hidden feedback"
    )


def test_roster(box: Sandbox) -> None:
    users = {user["email"]: user for user in ask(box, STAFF, endpoints.roster(COURSE))}
    assert users[STUDENT]["lecture"] == "1"
    assert users["ca@foo.bar"]["auth_level"] == "course_assistant"
    assert ask(box, STAFF, endpoints.member(COURSE, "student2@foo.bar"))["last_name"] == "O'Two"


def test_scores(box: Sandbox) -> None:
    everybody = ask(box, STAFF, endpoints.all_scores(COURSE, "homework0"))
    assert everybody[STUDENT]["1"] == {"problem0": 70.0, "problem1": 40.0, "problem2": 20.0}
    # Staff see the numbers, released or not.
    assert ask(box, STAFF, endpoints.scores(COURSE, "quiz2", STUDENT))["1"]["problem0"] == 88.0
    assert ask(box, STAFF, endpoints.scores(COURSE, "homework0", "student4@foo.bar")) == {}


REFUSALS = (
    (STUDENT, endpoints.courses("past"), "request_refused"),
    (STUDENT, endpoints.assessments("nowhere"), "course_unknown"),
    (STUDENT, endpoints.assessments("../../oauth"), "course_unknown"),
    (STUDENT, endpoints.assessments("secret-f26"), "not_enrolled"),
    (STUDENT, endpoints.assessments("old-course-s20"), "course_disabled"),
    (STUDENT, endpoints.assessment(COURSE, "nothing"), "assessment_unknown"),
    (STUDENT, endpoints.assessment(COURSE, "lab0?x=1#y"), "assessment_unknown"),
    (STUDENT, endpoints.assessment(COURSE, "homework3"), "assessment_unreleased"),
    (STUDENT, endpoints.feedback(COURSE, "homework0", 1, "problem0"), "feedback_none"),
    (STUDENT, endpoints.feedback(COURSE, "homework0", 9, "problem0"), "submission_unknown"),
    (STUDENT, endpoints.feedback(COURSE, "homework0", 2, "zzz"), "problem_unknown"),
    (STUDENT, endpoints.roster(COURSE), "instructor_only"),
    (STUDENT, endpoints.all_scores(COURSE, "homework0"), "instructor_only"),
    (STAFF, endpoints.member(COURSE, "who@foo.bar"), "user_unknown"),
    (STAFF, endpoints.member(COURSE, "nocourse@foo.bar"), "user_unknown"),
    (STAFF, endpoints.scores(COURSE, "homework0", "who@foo.bar"), "user_unknown"),
    (STAFF, endpoints.group(COURSE, "lab1", 999), "group_refused"),
)


@pytest.mark.parametrize(
    ("email", "call", "name"), REFUSALS, ids=lambda value: getattr(value, "request", value)
)
def test_refusals(box: Sandbox, email: str, call: Call[object], name: str) -> None:
    error = refused(box, email, call)
    assert error.name == name
    assert error.server_said


@pytest.mark.parametrize(
    ("call", "scope"),
    [
        (endpoints.submissions(COURSE, "homework0"), "user_scores"),
        (endpoints.roster(COURSE), "instructor_all"),
        (endpoints.create_course("x", "f26", STAFF), "admin_all"),
    ],
)
def test_a_missing_scope_is_named(box: Sandbox, call: Call[object], scope: str) -> None:
    error = refused(box, STUDENT, call, "user_info", "user_courses")
    assert error.name == "scope_missing"
    assert error.data["scope"] == scope
