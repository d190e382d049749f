"""A course with a whole semester's people, for what staff do to all of them: `crowd.plant(box.state, people=2000)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..models import Score
from .builder import Builder

if TYPE_CHECKING:
    from ..state import State

COURSE = "crowd-f26"
TEACHER = "instructor@foo.bar"


def email(number: int) -> str:
    """The address of one of them, from 0."""
    return f"person{number:04}@foo.bar"


def plant(state: State, *, people: int, assessments: int = 0, problems: int = 2) -> None:
    """Add the course to a sandbox that knows TEACHER. Everybody has handed in everything, with scores.

    Assessments are hw00, hw01, ... with problems p0, p1, ... of 100 points each.
    """
    build = Builder(state)
    teacher = state.user_by_email(TEACHER)
    if teacher is None:
        raise LookupError(TEACHER)
    course = build.course(COURSE, "Crowd 101", "f26", (-60, 120))
    build.enrol(course, "instructor", teacher)
    students = [build.user(email(n), "pw", f"First{n}", f"Last{n}") for n in range(people)]
    build.enrol(course, "student", *students)
    for number in range(assessments):
        parts = [build.problem(f"p{n}", 100.0) for n in range(problems)]
        names = (f"hw{number:02}", f"Homework {number:02}", "Homework")
        made = build.assessment(course, names, (-50, -20 + number, -18 + number), parts, group_size=2)
        for at, student in enumerate(students):
            row = build.submission(course, made, student, -30)
            row.scores = {
                each.name: Score(50.0 + (at + n) % 40, released=False) for n, each in enumerate(parts)
            }
