"""The roster of a course, for its instructors."""

from __future__ import annotations

from ..rpc.cached_read import cached_read, one_call
from ..rpc.change import MAX_AGE, changing
from ..rpc.fields import boolean, choice, name, optional, origin, text
from ..rpc.operation import COURSE_ERRORS
from ..wire.errors import CompanionError

TYPE_CHECKING = False  # typing stays off the path to remembered answers
if TYPE_CHECKING:
    from typing import Any

    from ..autolab.calls import Call
    from ..rpc.operation import Params
    from ..wire.shapes.reads import CourseParams
    from ..wire.shapes.staff import CreateMemberParams, MemberParams, UpdateMemberParams

_COURSE = {"server": origin(), "course": name()}
_MEMBER = {**_COURSE, "email": name()}
_LEVEL = choice("student", "course_assistant", "instructor")
_MORE = {"grade_policy": optional(text(255, minimum=0)), "nickname": optional(text(255, minimum=0))}
_OUTDATES = {"roster.list": ("course",), "roster.show": ("course", "email")}
_ERRORS = (*COURSE_ERRORS, "instructor_only", "user_unknown")


def _list(given: CourseParams) -> Call[Any]:
    from ..autolab import endpoints

    return endpoints.roster(given["course"])


def _show(given: MemberParams) -> Call[Any]:
    from ..autolab import endpoints

    return endpoints.member(given["course"], given["email"])


def _create(given: CreateMemberParams) -> Call[Any]:
    from ..autolab import endpoints

    return endpoints.create_member(given["course"], **_said(given))


def _update(given: UpdateMemberParams) -> Call[Any]:
    from ..autolab import endpoints

    changes = _said(given)
    email = changes.pop("email")
    if not changes:
        raise CompanionError("invalid_params", detail="there is nothing to change")
    return endpoints.update_member(given["course"], email, **changes)


def _drop(given: MemberParams) -> Call[Any]:
    from ..autolab import endpoints

    return endpoints.drop_member(given["course"], given["email"])


def _said(given: Params) -> dict[str, Any]:
    return {part: value for part, value in given.items() if part not in _COURSE and value is not None}


OPERATIONS = {
    "roster.list": cached_read(
        "roster.list",
        params=_COURSE,
        fetch=one_call(_list),
        max_age=MAX_AGE,
        errors=_ERRORS,
    ),
    "roster.show": cached_read(
        "roster.show", params=_MEMBER, fetch=one_call(_show), max_age=MAX_AGE, errors=_ERRORS
    ),
    "roster.create": changing(
        params={
            **_MEMBER,
            "lecture": text(255, minimum=0),
            "section": text(255, minimum=0),
            "auth_level": _LEVEL,
            **_MORE,
        },
        call=_create,
        outdates=_OUTDATES,
        errors=("user_unknown",),
    ),
    "roster.update": changing(
        params={
            **_MEMBER,
            "lecture": optional(text(255, minimum=0)),
            "section": optional(text(255, minimum=0)),
            "auth_level": optional(_LEVEL),
            "dropped": optional(boolean()),
            **_MORE,
        },
        call=_update,
        outdates=_OUTDATES,
        errors=("user_unknown",),
    ),
    "roster.drop": changing(params=_MEMBER, call=_drop, outdates=_OUTDATES, errors=("user_unknown",)),
}
