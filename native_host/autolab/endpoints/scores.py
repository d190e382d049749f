"""Everybody's scores of an assessment (instructors)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ..calls import Call, assessment_path, read, write
from ..models import Score, Scores
from ..path_segments import segment

if TYPE_CHECKING:
    from collections.abc import Mapping


def all_scores(course: str, assessment: str) -> Call[dict[str, Scores]]:
    """e-mail → version → problem → score, released or not."""
    path = f"{assessment_path(course, assessment)}/scores"
    return read(path, dict[str, Scores], "instructor_all", course=course, assessment=assessment)


def scores(course: str, assessment: str, email: str) -> Call[Scores]:
    """One student's: version → problem → score."""
    path = f"{assessment_path(course, assessment)}/scores/{segment(email)}"
    return read(path, Scores, "instructor_all", course=course, assessment=assessment)


def update_latest(
    course: str,
    assessment: str,
    email: str,
    problems: Mapping[str, float | None],
    *,
    whole_group: bool = False,
) -> Call[dict[str, dict[str, Score]]]:
    """Set scores of the latest submission, None to clear one; the answer is e-mail → problem → score.

    They stay unreleased.
    """
    path = f"{assessment_path(course, assessment)}/scores/{segment(email)}/update_latest"
    # The server parses a JSON text inside the parameter; an object makes it fail without an answer.
    value = {"problems": json.dumps(dict(problems)), "update_group_scores": str(whole_group).lower()}
    shape = dict[str, dict[str, Score]]
    return write("PUT", path, shape, value, course=course, assessment=assessment)
