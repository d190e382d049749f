"""New problems (instructors) and new courses (administrators)."""

from __future__ import annotations

from ..rpc.cached_read import key
from ..rpc.change import changing
from ..rpc.fields import boolean, name, number, optional, origin, text
from .courses import STATES

TYPE_CHECKING = False  # typing stays off the path to remembered answers
if TYPE_CHECKING:
    from typing import Any

    from ..autolab.calls import Call
    from ..wire.shapes.staff import CreateCourseParams, CreateProblemParams

LARGEST = 1e9
MOST_DESCRIPTION = 65_535
"""Characters of a problem's description; Autolab's column is a text of so many bytes."""


def _create_problem(given: CreateProblemParams) -> Call[Any]:
    from ..autolab import endpoints

    return endpoints.create_problem(
        given["course"],
        given["assessment"],
        given["name"],
        given["max_score"],
        description=given["description"] or "",
        optional=bool(given["optional"]),
        starred=bool(given["starred"]),
    )


def _create_course(given: CreateCourseParams) -> Call[Any]:
    from ..autolab import endpoints

    return endpoints.create_course(
        given["name"],
        given["semester"],
        given["instructor_email"],
        start_date=given["start_date"],
        end_date=given["end_date"],
    )


OPERATIONS = {
    "problems.create": changing(
        params={
            "server": origin(),
            "course": name(),
            "assessment": name(),
            "name": text(255),
            "max_score": number(0, LARGEST),
            "description": optional(text(MOST_DESCRIPTION, minimum=0)),
            "optional": optional(boolean()),
            "starred": optional(boolean()),
        },
        call=_create_problem,
        outdates={"problems": ("course", "assessment"), "assessment": ("course", "assessment")},
    ),
    "courses.create": changing(
        params={
            "server": origin(),
            "name": name(),
            "semester": text(255),
            "instructor_email": text(255),
            "start_date": optional(text(10, minimum=10)),
            "end_date": optional(text(10, minimum=10)),
        },
        call=_create_course,
        outdates={},
        lists=tuple(key("courses", {"state": state}) for state in (None, *STATES)),
    ),
}
