"""The reference seed to the letter, read through pages and API only."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from tests.sandbox import Sandbox, start_sandbox
from tests.sandbox.visitor import Visitor

ACCOUNTS = (
    ("admin@foo.bar", "adminfoobar", "Autolab", "Administrator"),
    ("instructor@foo.bar", "instructorpw1", "Ina", "Structor"),
    ("ca@foo.bar", "assistantpw1", "Course", "Assistant"),
    ("student1@foo.bar", "studentpw1", "Stu", "One"),
    ("student2@foo.bar", "studentpw2", "Stella", "O'Two"),
    ("student3@foo.bar", "studentpw3", "Sam", "Three"),
    ("student4@foo.bar", "studentpw4", "Fresh", "Four"),
    ("nocourse@foo.bar", "nocoursepw1", "No", "Course"),
)
ROLES = {
    "instructor@foo.bar": dict.fromkeys(
        ("AutoPopulated", "old-course-s20", "secret-f26", "done-s25", "next-s27"), "instructor"
    ),
    "ca@foo.bar": {"AutoPopulated": "course_assistant", "cs101-f26": "student"},
    "student1@foo.bar": {
        "AutoPopulated": "student",
        "old-course-s20": "student",
        "done-s25": "student",
        "next-s27": "student",
        "cs101-f26": "instructor",
    },
    "student2@foo.bar": dict.fromkeys(("AutoPopulated", "cs101-f26", "old-course-s20"), "student"),
    "student3@foo.bar": {"AutoPopulated": "student"},
    "student4@foo.bar": {"AutoPopulated": "student"},
}
COURSES = {
    "AutoPopulated": "15-213: Intro to Computer Systems & <b>C</b>",
    "cs101-f26": "CS 101: Principles of Programming",
    "old-course-s20": "Old Disabled Course",
    "secret-f26": "Secret Course",
    "done-s25": "Completed Course",
    "next-s27": "Upcoming Course",
}
PAST, OPEN = (-50, -40, -35), (-10, 20, 25)
ASSESSMENTS = {
    "homework0": ("Homework 0: Graded", "Homework", PAST),
    "homework1": ("Homework 1: Late period", "Homework", (-20, -1, 10)),
    "homework2": ("Homework 2: Open", "Homework", OPEN),
    "homework3": ("Homework 3: Not yet released", "Homework", (15, 25, 30)),
    "homework4": ("Homework 4: Ended, nothing handed in", "Homework", PAST),
    "lab0": ("Lab 0: Max three", "Lab", (-10, 8, 9)),
    "lab1": ("Lab 1: Groups of two", "Lab", (-10, 12, 13)),
    "lab2": ("Lab 2: Handins disabled", "Lab", (-10, 14, 15)),
    "lab3": ('Lab 3: Malloc & <i>Friends</i> "x"', "Lab", (-10, 16, 17)),
    "lab4": ("Lab 4: Writeup file", "Lab", (-10, 18, 19)),
    "lab5": ("Lab 5: Autograded, no Tango", "Lab", (-10, 19, 20)),
    "lab6": ("Lab 6: One submission left, penalised versions", "Lab", (-10, 19, 20)),
    "lab7": ("Lab 7: Tar files only", "Lab", (-10, 19, 20)),
    "quiz0": ("Quiz 0: No problems", "Quiz & Exams", OPEN),
    "quiz1": ("Quiz 1: Embedded quiz", "Quiz & Exams", OPEN),
    "quiz2": ("Quiz 2: Unreleased scores", "Quiz & Exams", (-30, -20, -19)),
}
OTHERS = {
    ("cs101-f26", "hello-world"): ("Hello World", "Homework", OPEN),
    ("cs101-f26", "future-lab"): ("Future Lab", "Lab", (5, 6, 7)),
    ("old-course-s20", "oldhw"): ("Old HW", "Homework", PAST),
    ("done-s25", "finalproj"): ("Final project", "Project", (-480, -450, -449)),
}
SUBMITTED = {
    ("homework0", "student1@foo.bar"): [-42, -45],
    ("homework0", "student2@foo.bar"): [-42],
    ("homework0", "student3@foo.bar"): [-41],
    ("quiz2", "student1@foo.bar"): [-25],
    ("quiz2", "student2@foo.bar"): [-25],
    ("homework1", "student1@foo.bar"): [-2],
    ("lab6", "student1@foo.bar"): [-1, -2],
}


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with start_sandbox("reference") as running:
        yield running


def as_user(box: Sandbox, email: str) -> Visitor:
    return Visitor(box.base, box.issue(email).token)


def days_from_now(box: Sandbox, text: str) -> int:
    """Whole calendar days: the wall clock of all seeded times is that of the seeding."""
    return (datetime.fromisoformat(text).date() - box.seeded_at.date()).days


@pytest.mark.parametrize(("email", "password", "first", "last"), ACCOUNTS)
def test_accounts(box: Sandbox, email: str, password: str, first: str, last: str) -> None:
    answer = Visitor(box.base).sign_in(email, password)
    assert (answer.status, answer.location) == (302, f"{box.base}/")
    assert as_user(box, email).get("/api/v1/user").json() == {
        "email": email,
        "first_name": first,
        "last_name": last,
        "school": "SCS",
        "major": "CS",
        "year": "4",
    }


@pytest.mark.parametrize("email", sorted(ROLES))
def test_roles(box: Sandbox, email: str) -> None:
    courses = as_user(box, email).get("/api/v1/courses").json()
    assert {c["name"]: c["auth_level"] for c in courses} == ROLES[email]
    assert all(c["display_name"] == COURSES[c["name"]] for c in courses)
    assert all(c["semester"] == c["name"].rpartition("-")[2] for c in courses if "-" in c["name"])
    assert {(c["late_slack"], c["grace_days"]) for c in courses} == {(0, 3)}


def test_enrolments(box: Sandbox) -> None:
    roster = as_user(box, "instructor@foo.bar").get("/api/v1/courses/AutoPopulated/course_user_data").json()
    for member in roster:
        assert (member["lecture"], member["section"], member["grade_policy"], member["dropped"]) == (
            "1",
            "A",
            "",
            False,
        )
        assert member["nickname"] == member["first_name"].lower()


@pytest.mark.parametrize("name", sorted(ASSESSMENTS))
def test_assessments(box: Sandbox, name: str) -> None:
    check(box, "instructor@foo.bar", "AutoPopulated", name, ASSESSMENTS[name])


@pytest.mark.parametrize(("course", "name"), sorted(OTHERS))
def test_other_assessments(box: Sandbox, course: str, name: str) -> None:
    email = "student1@foo.bar" if course == "cs101-f26" else "instructor@foo.bar"
    check(box, email, course, name, OTHERS[course, name])


def check(
    box: Sandbox, email: str, course: str, name: str, expected: tuple[str, str, tuple[int, int, int]]
) -> None:
    answer = as_user(box, email).get(f"/api/v1/courses/{course}/assessments/{name}").json()
    title, category, days = expected
    assert (answer["display_name"], answer["category_name"]) == (title, category)
    assert tuple(days_from_now(box, answer[f]) for f in ("start_at", "due_at", "end_at")) == days


def test_nothing_more(box: Sandbox) -> None:
    listed = as_user(box, "instructor@foo.bar").get("/api/v1/courses/AutoPopulated/assessments").json()
    assert {a["name"] for a in listed} == set(ASSESSMENTS)


def test_submissions(box: Sandbox) -> None:
    for email in ("student1@foo.bar", "student2@foo.bar", "student3@foo.bar", "student4@foo.bar"):
        api = as_user(box, email)
        for name in ASSESSMENTS:
            if name == "homework3":
                continue
            listed = api.get(f"/api/v1/courses/AutoPopulated/assessments/{name}/submissions").json()
            days = [days_from_now(box, s["created_at"]) for s in listed]
            assert days == SUBMITTED.get((name, email), []), (name, email)
