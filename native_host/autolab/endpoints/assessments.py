"""Assessments and their problems."""

from __future__ import annotations

from ..calls import Call, assessment_path, course_path, read, write
from ..models import Assessment, AssessmentDetails, Problem


def assessments(course: str) -> Call[list[Assessment]]:
    """The course's assessments by due date; students see the released ones."""
    return read(f"{course_path(course)}/assessments", list[Assessment], "user_courses", course=course)


def assessment(course: str, assessment: str) -> Call[AssessmentDetails]:
    """One assessment in detail."""
    path = assessment_path(course, assessment)
    return read(path, AssessmentDetails, "user_courses", course=course, assessment=assessment)


def problems(course: str, assessment: str) -> Call[list[Problem]]:
    """The problems an assessment is scored by."""
    path = f"{assessment_path(course, assessment)}/problems"
    return read(path, list[Problem], "user_courses", course=course, assessment=assessment)


def create_problem(
    course: str,
    assessment: str,
    name: str,
    max_score: float,
    *,
    description: str = "",
    optional: bool = False,
    starred: bool = False,
) -> Call[Problem]:
    """A new problem (instructors)."""
    path = f"{assessment_path(course, assessment)}/problems"
    value = {
        "name": name,
        "max_score": max_score,
        "description": description,
        "optional": optional,
        "starred": starred,
    }
    return write("POST", path, Problem, value, course=course, assessment=assessment)
