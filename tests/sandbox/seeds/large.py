"""A course of many assessments, for measuring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..models import Grader
from .builder import Builder

if TYPE_CHECKING:
    from ..state import State

BIG_UPLOAD_MIB = 200


def plant(state: State, assessments: int = 50) -> None:
    """`big-f26` with assessments a00, a01, ...; `upload` among them takes 200 MiB. student1 is in it.

    None has ended within the last day: whether the course's late slack is known costs a request of its own then.
    """
    build = Builder(state)
    student = build.user("student1@foo.bar", "studentpw1", "Stu", "One")
    teacher = build.user("instructor@foo.bar", "instructorpw1", "Ina", "Structor")
    course = build.course("big-f26", "BIG 101: Many Assessments", "f26", (-60, 120))
    build.enrol(course, "instructor", teacher)
    build.enrol(course, "student", student)
    for i in range(assessments - 1):
        days = (-50 + i * 0.5, -40 + i * 1.5, -38.9 + i * 1.5)
        category = ("Homework", "Lab", "Quiz")[i % 3]
        problems = [build.problem("correctness", 80.0), build.problem("style", 20.0)]
        made = build.assessment(course, (f"a{i:02}", f"Assessment {i:02}", category), days, problems)
        if i % 5:
            build.submission(course, made, student, days[0] + 1, (70.0 + i % 11, 15.0), released=i % 4 != 0)
    build.assessment(
        course,
        ("upload", "Large upload", "Lab"),
        (-10, 20, 25),
        [build.problem("autograded", 100.0)],
        max_size=BIG_UPLOAD_MIB,
        handin_filename="handin.bin",
        grader=Grader(seconds=4.0),
    )
