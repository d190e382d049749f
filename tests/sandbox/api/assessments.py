"""/assessments: list, details, problems, writeup, handout, group settings."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..clock import api_time
from ..models import Assessment, Material, Problem
from ..params import to_int
from ..rails import file_answer, json_answer
from .base import refuse

if TYPE_CHECKING:
    from aiohttp import web

    from .base import Api

FILE_TYPES = {
    "pdf": "application/pdf",
    "json": "application/json",
    "html": "text/html",
    "txt": "text/plain",
    "png": "image/png",
    "zip": "application/zip",
}
"""Whatever else there is (a tar, too) goes out as application/octet-stream."""


async def index(api: Api) -> web.Response:
    """By due date; a student sees released ones only."""
    released_by = api.state.clock.now() if api.member.is_student else None
    return json_answer([_row(a) for a in api.course.ordered_assessments(released_by=released_by)])


def _row(a: Assessment) -> dict[str, object]:
    return {
        "due_at": api_time(a.due_at),
        "end_at": api_time(a.end_at),
        "start_at": api_time(a.start_at),
        "name": a.name,
        "display_name": a.display_name,
        "category_name": a.category_name,
    }


async def show(api: Api) -> web.Response:
    """Details. max_size is not among them."""
    a = api.assessment
    return json_answer(
        {
            "name": a.name,
            "display_name": a.display_name,
            "description": a.description,
            "start_at": api_time(a.start_at),
            "due_at": api_time(a.due_at),
            "end_at": api_time(a.end_at),
            "updated_at": api_time(a.updated_at),
            "max_grace_days": a.max_grace_days,
            "max_submissions": a.max_submissions,
            "disable_handins": a.disable_handins,
            "category_name": a.category_name,
            "group_size": a.group_size,
            "writeup_format": a.writeup.kind,
            "handout_format": a.handout.kind,
            "has_scoreboard": False,
            "has_autograder": a.grader is not None,
            "max_unpenalized_submissions": a.version_threshold,
            "max_total_score": a.max_total_score,
            "max_scores": {p.name: p.max_score for p in a.problems},
        }
    )


def problem_item(p: Problem) -> dict[str, object]:
    """A problem as the API shows it."""
    return {
        "name": p.name,
        "description": p.description,
        "max_score": p.max_score,
        "optional": p.optional,
        "starred": p.starred,
    }


async def problems(api: Api) -> web.Response:
    """The graded parts."""
    return json_answer([problem_item(p) for p in api.assessment.problems])


async def writeup(api: Api) -> web.Response:
    """None, an address, or the file itself."""
    return _material(api.assessment.writeup, "writeup")


async def handout(api: Api) -> web.Response:
    """As writeup; also loads the assessment's configuration into the server process."""
    api.assessment.config_loaded = True
    return _material(api.assessment.handout, "handout")


def _material(material: Material, name: str) -> web.Response:
    if material.kind == "url":
        return json_answer({"url": material.url})
    if material.kind == "file":
        return file_answer(material.content, material.filename, file_type(material.filename), "inline")
    return json_answer({name: "none"})


def file_type(filename: str) -> str:
    """Content type by extension, as Rails knows them."""
    return FILE_TYPES.get(filename.rsplit(".", 1)[-1].lower(), "application/octet-stream")


async def set_group_settings(api: Api) -> web.Response:
    """Instructors only."""
    api.require("group_size", "allow_student_assign_group")
    a = api.assessment
    a.group_size = to_int(api.params.text("group_size"))
    a.allow_student_assign_group = api.params.text("allow_student_assign_group").lower() == "true"
    a.updated_at = api.state.clock.now()
    return json_answer(
        {"group_size": a.group_size, "allow_student_assign_group": a.allow_student_assign_group}
    )


async def create_problem(api: Api) -> web.Response:
    """201 with the new problem."""
    api.require("name", "max_score")
    name = api.params.text("name")
    if not name or any(p.name == name for p in api.assessment.problems):
        raise refuse("Unable to create problem", 500)
    try:
        max_score = float(api.params.text("max_score"))
    except ValueError:
        max_score = math.nan
    if not math.isfinite(max_score):
        raise refuse("Unable to create problem", 500)
    problem = Problem(
        api.state.next_id("problems"),
        name,
        max_score,
        api.params.text(
            "description"
        ),  # "" where none was given (set_default_params), unlike Autolab's own form
        optional=api.params.text("optional").lower() in {"true", "1"},
        starred=api.params.text("starred").lower() in {"true", "1"},
    )
    api.assessment.problems.append(problem)
    api.assessment.updated_at = api.state.clock.now()
    return json_answer(problem_item(problem), 201)
