"""The table of the REST API: method, path, handler, scope, instructors only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from . import assessments, courses, groups, roster, scores, submissions, submit
from .base import endpoint

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiohttp import web

    from ..call import Call

FORMAT = r"{_format:(?:\.json)?}"
"""Rails takes this off the end of a path."""

_COURSE = "/api/v1/courses/{course}"
_ROSTER = f"{_COURSE}/course_user_data"
_MEMBER = f"{_ROSTER}/{{email}}"
_ONE = f"{_COURSE}/assessments/{{assessment}}"

_TABLE = (
    ("GET", "/api/v1/user", courses.user, None, False),
    ("GET", "/api/v1/courses", courses.courses, "user_courses", False),
    ("POST", "/api/v1/courses", courses.create_course, "admin_all", False),
    ("GET", f"{_COURSE}/assessments", assessments.index, "user_courses", False),
    ("GET", _ONE, assessments.show, "user_courses", False),
    ("GET", f"{_ONE}/problems", assessments.problems, "user_courses", False),
    ("POST", f"{_ONE}/problems", assessments.create_problem, "instructor_all", True),
    ("GET", f"{_ONE}/writeup", assessments.writeup, "user_courses", False),
    ("GET", f"{_ONE}/handout", assessments.handout, "user_courses", False),
    ("POST", f"{_ONE}/submit", submit.submit, "user_submit", False),
    ("POST", f"{_ONE}/set_group_settings", assessments.set_group_settings, "instructor_all", True),
    ("GET", f"{_ONE}/submissions", submissions.index, "user_scores", False),
    ("GET", f"{_ONE}/submissions/{{version}}/feedback", submissions.feedback, "user_scores", False),
    ("GET", f"{_ONE}/groups", groups.index, "instructor_all", True),
    ("POST", f"{_ONE}/groups", groups.create, "instructor_all", True),
    ("GET", f"{_ONE}/groups/{{id}}", groups.show, "instructor_all", True),
    ("DELETE", f"{_ONE}/groups/{{id}}", groups.destroy, "instructor_all", True),
    ("GET", f"{_ONE}/scores", scores.index, "instructor_all", True),
    ("GET", f"{_ONE}/scores/{{email}}", scores.show, "instructor_all", True),
    ("PUT", f"{_ONE}/scores/{{email}}/update_latest", scores.update_latest, "instructor_all", True),
    ("GET", _ROSTER, roster.index, "instructor_all", True),
    ("POST", _ROSTER, roster.create, "instructor_all", True),
    ("GET", _MEMBER, roster.show, "instructor_all", True),
    ("PUT", _MEMBER, roster.update, "instructor_all", True),
    ("PATCH", _MEMBER, roster.update, "instructor_all", True),
    ("DELETE", _MEMBER, roster.destroy, "instructor_all", True),
)


def api_routes() -> list[tuple[str, str, Callable[[Call], Awaitable[web.Response]]]]:
    """(method, path, checked handler) of every endpoint."""
    return [
        (m, _with_format(path), endpoint(handler, scope, staff=staff))
        for m, path, handler, scope, staff in _TABLE
    ]


def _with_format(path: str) -> str:
    """An e-mail address is taken whole, whatever it ends with."""
    return path if path.endswith("{email}") else re.sub(r"\{(\w+)\}$", r"{\1:[^/]+?}", path) + FORMAT
