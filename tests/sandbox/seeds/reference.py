"""The seed the sandbox is compared with a real server by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..models import Announcement, Course, Grader, Material, Problem, User
from .builder import Builder
from .files import pdf, tar

if TYPE_CHECKING:
    from ..state import State

PAST = (-50, -40, -35)
OPEN = (-10, 20, 25)
ALL_DAYS = (-60, 120)
FEEDBACK = 'Good work.\nLine two <b>& entity</b>\n{"scores": {"problem0": 90.5}}'


def plant(state: State, _assessments: int = 0) -> None:
    """Accounts, courses, assessments, submissions."""
    build = Builder(state)
    people = _people(build)
    auto = _courses(build, people)
    _homeworks(build, auto)
    _labs(build, auto)
    _quizzes(build, auto)
    _submissions(build, auto, people)


def _people(build: Builder) -> dict[str, User]:
    rows = (
        ("admin", "adminfoobar", "Autolab", "Administrator"),
        ("instructor", "instructorpw1", "Ina", "Structor"),
        ("ca", "assistantpw1", "Course", "Assistant"),
        ("student1", "studentpw1", "Stu", "One"),
        ("student2", "studentpw2", "Stella", "O'Two"),
        ("student3", "studentpw3", "Sam", "Three"),
        ("student4", "studentpw4", "Fresh", "Four"),
        ("nocourse", "nocoursepw1", "No", "Course"),
    )
    return {
        name: build.user(f"{name}@foo.bar", password, first, last, administrator=name == "admin")
        for name, password, first, last in rows
    }


def _courses(build: Builder, people: dict[str, User]) -> Course:
    admin, ina, ca = people["admin"], people["instructor"], people["ca"]
    one, two, three, four = (people[f"student{i}"] for i in range(1, 5))
    auto = build.course("AutoPopulated", "15-213: Intro to Computer Systems & <b>C</b>", "f26", ALL_DAYS)
    auto.announcements.append(Announcement("Welcome", "<p>Welcome to the course</p>"))
    build.enrol(auto, "instructor", admin, ina)
    build.enrol(auto, "course_assistant", ca)
    build.enrol(auto, "student", one, two, three, four)

    cs101 = build.course(
        "cs101-f26", "CS 101: Principles of Programming", "f26", ALL_DAYS, access_code="ABC123"
    )
    build.enrol(cs101, "instructor", admin, one)
    build.enrol(cs101, "student", ca, two)
    build.assessment(cs101, ("hello-world", "Hello World", "Homework"), OPEN, _problems(build))
    build.assessment(cs101, ("future-lab", "Future Lab", "Lab"), (5, 6, 7), _problems(build))

    old = build.course("old-course-s20", "Old Disabled Course", "s20", ALL_DAYS, disabled=True)
    build.enrol(old, "instructor", ina)
    build.enrol(old, "student", one, two)
    build.assessment(old, ("oldhw", "Old HW", "Homework"), PAST, _problems(build))

    build.enrol(build.course("secret-f26", "Secret Course", "f26", ALL_DAYS), "instructor", ina)

    done = build.course("done-s25", "Completed Course", "s25", (-500, -440))
    build.enrol(done, "instructor", ina)
    build.enrol(done, "student", one)
    build.assessment(done, ("finalproj", "Final project", "Project"), (-480, -450, -449), _problems(build))

    coming = build.course("next-s27", "Upcoming Course", "s27", (50, 170))
    build.enrol(coming, "instructor", ina)
    build.enrol(coming, "student", one)
    return auto


def _problems(build: Builder) -> list[Problem]:
    return [
        build.problem("problem0", 100.0),
        build.problem("problem1", 50.0, "Style & tests"),
        build.problem("problem2", 25.5),
    ]


def _homeworks(build: Builder, auto: Course) -> None:
    rows: tuple[tuple[str, str, tuple[int, int, int], dict[str, Any]], ...] = (
        ("homework0", "Homework 0: Graded", PAST, {"description": "<p>Graded and <b>released</b>.</p>"}),
        ("homework1", "Homework 1: Late period", (-20, -1, 10), {"max_grace_days": 2}),
        ("homework2", "Homework 2: Open", OPEN, {"description": "An open one"}),
        ("homework3", "Homework 3: Not yet released", (15, 25, 30), {}),
        ("homework4", "Homework 4: Ended, nothing handed in", PAST, {}),
    )
    for name, title, days, more in rows:
        build.assessment(auto, (name, title, "Homework"), days, _problems(build), **more)


def _labs(build: Builder, auto: Course) -> None:
    handout = tar("malloclab", {"mm.c": b"/* your allocator */\n", "README": b"Read me first.\n"})
    three = {
        "writeup": Material("url", url="https://www.example.edu/malloc.html"),
        "handout": Material("file", filename="malloclab-handout.tar", content=handout),
    }
    four = {
        "writeup": Material("file", filename="writeup.pdf", content=pdf("Lab 4")),
        "handout": Material("url", url="https://www.example.edu/handout.tar"),
    }
    rows: tuple[tuple[str, str, int, dict[str, Any]], ...] = (
        ("lab0", "Lab 0: Max three", 8, {"max_submissions": 3, "handin_filename": "bits.c"}),
        ("lab1", "Lab 1: Groups of two", 12, {"group_size": 2, "allow_student_assign_group": True}),
        ("lab2", "Lab 2: Handins disabled", 14, {"disable_handins": True}),
        ("lab3", 'Lab 3: Malloc & <i>Friends</i> "x"', 16, three),
        ("lab4", "Lab 4: Writeup file", 18, four),
        ("lab5", "Lab 5: Autograded, no Tango", 19, {"grader": Grader(reachable=False)}),
        (
            "lab6",
            "Lab 6: One submission left, penalised versions",
            19,
            {"max_submissions": 5, "version_threshold": 1},
        ),
        ("lab7", "Lab 7: Tar files only", 19, {"handin_filename": "handin.tar", "required_suffix": ".tar"}),
    )
    for name, title, due, more in rows:
        problems = [build.problem("autograded", 100.0)] if name == "lab5" else _problems(build)
        build.assessment(auto, (name, title, "Lab"), (-10, due, due + 1), problems, **more)


def _quizzes(build: Builder, auto: Course) -> None:
    build.assessment(auto, ("quiz0", "Quiz 0: No problems", "Quiz & Exams"), OPEN, [])
    build.assessment(
        auto, ("quiz1", "Quiz 1: Embedded quiz", "Quiz & Exams"), OPEN, _problems(build), embedded_quiz=True
    )
    build.assessment(
        auto, ("quiz2", "Quiz 2: Unreleased scores", "Quiz & Exams"), (-30, -20, -19), _problems(build)
    )


def _submissions(build: Builder, auto: Course, people: dict[str, User]) -> None:
    one, two, three = people["student1"], people["student2"], people["student3"]
    of = auto.assessments
    build.submission(auto, of["homework0"], one, -45, (70.0, 40.0, 20.0))
    build.submission(auto, of["homework0"], one, -42, (90.5, 45.0, 25.5), feedback=FEEDBACK)
    build.submission(auto, of["homework0"], two, -42, (50.0, 5.0, None))
    build.submission(auto, of["homework0"], three, -41, (99.0, 50.0, 25.0))
    build.submission(
        auto, of["quiz2"], one, -25, (88.0, 44.0, 22.0), released=False, feedback="hidden feedback"
    )
    build.submission(auto, of["quiz2"], two, -25, (77.0, 33.0, None), released=False)
    build.submission(auto, of["homework1"], one, -2)
    build.submission(auto, of["lab6"], one, -2)
    build.submission(auto, of["lab6"], one, -1, (60.0,))
