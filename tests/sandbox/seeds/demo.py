"""What a person sees: a systems course in the middle of its semester, and a second course beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..models import Announcement, Assessment, Course, Grader, Material, Score, Submission
from .builder import Builder
from .files import pdf, tar

if TYPE_CHECKING:
    from ..state import State

GRADING_SECONDS = 4.0


def plant(state: State, _assessments: int = 0) -> None:
    """Student maya@cmu.example / maya-demo, instructor ruth@cmu.example / ruth-demo."""
    build = Builder(state)
    ruth = build.user("ruth@cmu.example", "ruth-demo", "Ruth", "Okafor", major="CS", year="")
    maya = build.user("maya@cmu.example", "maya-demo", "Maya", "Lindqvist", year="2")
    tom = build.user("tom@cmu.example", "tom-demo", "Tom", "Barros", year="3")

    systems = build.course("15213-f26", "15-213: Introduction to Computer Systems", "f26", (-75, 40))
    systems.website = "https://www.example.edu/15213"
    systems.announcements.append(Announcement("Office hours", "Thursday's office hours move to room 4401."))
    build.enrol(systems, "instructor", ruth)
    build.enrol(systems, "student", maya, tom)
    _homework(build, systems)
    _labs(build, systems)
    _exams(build, systems)

    logic = build.course(
        "15151-f26", "15-151: Mathematical Foundations for CS", "f26", (-75, 40), grace_days=2
    )
    build.enrol(logic, "instructor", ruth)
    build.enrol(logic, "student", maya)
    _logic(build, logic)


def _homework(build: Builder, course: Course) -> None:
    maya = next(m.user for m in course.members.values() if m.user.first_name == "Maya")
    one = _add(
        build, course, ("hw1-integers", "Homework 1: Integers and Floats", "Homework"), (-60, -50, -48)
    )
    build.submission(
        course, one, maya, -51, (48.0, 45.5), feedback="Clear reasoning. Mind the rounding in 3b."
    )
    two = _add(build, course, ("hw2-assembly", "Homework 2: Reading Assembly", "Homework"), (-40, -30, -28))
    build.submission(course, two, maya, -31, (50.0, 50.0))
    _add(build, course, ("lab-notebook", "Lab Notebook Check", "Homework"), (-30, -20, -19))
    three = _add(build, course, ("hw3-caches", "Homework 3: Cache Arithmetic", "Homework"), (-12, -1, 2))
    three.description = "Late hand-ins use grace days."
    _add(build, course, ("hw4-signals", "Homework 4: Signals and Processes", "Homework"), (-3, 9, 12))
    _add(build, course, ("hw5-sockets", "Homework 5: Sockets", "Homework"), (6, 16, 18))


def _labs(build: Builder, course: Course) -> None:
    maya = next(m.user for m in course.members.values() if m.user.first_name == "Maya")
    data = _lab(build, course, ("datalab", "Data Lab: Manipulating Bits", "Labs"), (-65, -52, -50), "bits.c")
    build.submission(course, data, maya, -54, (52.0, 9.0))
    build.submission(course, data, maya, -53, (60.0, 10.0), feedback="All 12 puzzles correct.")
    attack = _lab(
        build, course, ("attacklab", "Attack Lab: Code Injection", "Labs"), (-35, -24, -22), "exploit.tar"
    )
    build.submission(course, attack, maya, -25, (55.0, 7.5))
    malloc = _lab(build, course, ("malloclab", "Malloc Lab: A Dynamic Allocator", "Labs"), (-8, 6, 8), "mm.c")
    malloc.max_submissions = 8
    malloc.description = "Write your own malloc, free and realloc; graded by throughput and utilisation."
    malloc.writeup = Material("file", filename="malloclab.pdf", content=pdf("Malloc Lab"))
    starter = {"mm.c": b"/* your allocator goes here */\n", "Makefile": b"all:\n\tcc -O2 -o mdriver mm.c\n"}
    malloc.handout = Material("file", filename="malloclab-handout.tar", content=tar("malloclab", starter))
    malloc.grader = Grader(seconds=GRADING_SECONDS, grade=_grade)
    proxy = _lab(
        build, course, ("proxylab", "Proxy Lab: A Caching Web Proxy", "Labs"), (-2, 14, 16), "proxylab.tar"
    )
    proxy.group_size = 2
    proxy.writeup = Material("url", url="https://www.example.edu/15213/proxylab.html")


def _exams(build: Builder, course: Course) -> None:
    maya = next(m.user for m in course.members.values() if m.user.first_name == "Maya")
    mid = _add(build, course, ("midterm", "Midterm Exam", "Exams"), (-20, -18, -18))
    build.submission(course, mid, maya, -18, (41.0, 38.0), released=False)
    review = _add(build, course, ("peer-review", "Peer Review (in class)", "Exams"), (-5, 5, 6))
    review.disable_handins = True


def _logic(build: Builder, course: Course) -> None:
    maya = next(m.user for m in course.members.values() if m.user.first_name == "Maya")
    sets = _add(build, course, ("ps7-sets", "Problem Set 7: Sets", "Problem Sets"), (-16, -6, -5))
    build.submission(course, sets, maya, -7, (44.0, 47.0))
    _add(build, course, ("ps8-induction", "Problem Set 8: Induction", "Problem Sets"), (-4, 3, 4))


def _add(
    build: Builder, course: Course, names: tuple[str, str, str], days: tuple[float, float, float]
) -> Assessment:
    problems = [build.problem("written", 50.0), build.problem("code", 50.0)]
    return build.assessment(course, names, days, problems)


def _lab(
    build: Builder,
    course: Course,
    names: tuple[str, str, str],
    days: tuple[float, float, float],
    filename: str,
) -> Assessment:
    problems = [build.problem("autograded", 60.0), build.problem("style", 10.0)]
    return build.assessment(course, names, days, problems, handin_filename=filename)


def _grade(submission: Submission) -> dict[str, Score]:
    """More lines earn more, so that a second version visibly changes the badge."""
    lines = submission.head.count(b"\n")
    words = f"Ran 11 traces on {submission.filename}: throughput and utilisation within target."
    return {
        "autograded": Score(min(60.0, 40.0 + lines), feedback=words),
        "style": Score(8.0 if lines else 4.0),
    }
