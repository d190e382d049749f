"""Everybody's scores of an assessment, for instructors."""

from __future__ import annotations

from ..rpc.cached_read import cached_read, call_server, one_call
from ..rpc.change import MAX_AGE, STAFF_ERRORS, changing
from ..rpc.fields import boolean, list_of, name, number, optional, origin, record, text
from ..wire.errors import CompanionError

TYPE_CHECKING = False  # typing stays off the path to remembered answers
if TYPE_CHECKING:
    from typing import Any

    from ..autolab.calls import Call
    from ..rpc.operation import Context
    from ..wire.shapes.staff import StudentParams, UpdateScoresParams
    from ..wire.shapes.submissions import AssessmentParams

MOST_PROBLEMS = 200
LARGEST = 1e9
BARE_FAILURE = 500
_ASSESSMENT = {"server": origin(), "course": name(), "assessment": name()}
_STUDENT = {**_ASSESSMENT, "email": name()}
_ERRORS = (*STAFF_ERRORS, "user_unknown")


def _list(given: AssessmentParams) -> Call[Any]:
    from ..autolab import endpoints

    return endpoints.all_scores(given["course"], given["assessment"])


def _show(given: StudentParams) -> Call[Any]:
    from ..autolab import endpoints

    return endpoints.scores(given["course"], given["assessment"], given["email"])


def _update_latest(given: UpdateScoresParams) -> Call[Any]:
    from ..autolab import endpoints

    wanted = {score["problem"]: score["score"] for score in given["scores"]}
    if not wanted:
        raise CompanionError("invalid_params", detail="there is nothing to change")
    if len(wanted) < len(given["scores"]):
        raise CompanionError("invalid_params", detail="scores name a problem more than once")
    return endpoints.update_latest(
        given["course"], given["assessment"], given["email"], wanted, whole_group=bool(given["whole_group"])
    )


async def _explained(context: Context, given: UpdateScoresParams, error: CompanionError) -> CompanionError:
    """Autolab fails without a word (scores_controller.rb, update_latest) for a student who has handed in nothing."""
    if error.name != "server_failed" or error.data.get("status") != BARE_FAILURE or error.server_said:
        return error
    try:
        everybody = await call_server(context, given["server"], _list(given))
        concerned = await _partners(context, given) if given["whole_group"] else [given["email"]]
    except CompanionError:
        return error
    lacking = sorted(email for email in concerned if not everybody.get(email))
    if not lacking:
        return error
    return CompanionError("submission_none", email=", ".join(lacking), assessment=given["assessment"])


async def _partners(context: Context, given: UpdateScoresParams) -> list[str]:
    """E-mail addresses of the student's group, the student's own included."""
    from ..autolab import endpoints

    call = endpoints.groups_with_members(given["course"], given["assessment"])
    found = await call_server(context, given["server"], call)
    groups = ([member["email"] for member in group] for group in found["groups"])
    return next((group for group in groups if given["email"] in group), [given["email"]])


OPERATIONS = {
    "scores.list": cached_read(
        "scores.list",
        params=_ASSESSMENT,
        fetch=one_call(_list),
        max_age=MAX_AGE,
        errors=_ERRORS,
    ),
    "scores.show": cached_read(
        "scores.show",
        params=_STUDENT,
        fetch=one_call(_show),
        max_age=MAX_AGE,
        errors=_ERRORS,
    ),
    "scores.update_latest": changing(
        params={
            **_STUDENT,
            "scores": list_of(
                record({"problem": text(255), "score": number(-LARGEST, LARGEST)}), MOST_PROBLEMS
            ),
            "whole_group": optional(boolean()),
        },
        call=_update_latest,
        outdates={
            "scores.list": ("course", "assessment"),
            "scores.show": ("course", "assessment", "email"),
        },
        errors=("user_unknown", "problem_unknown", "submission_none"),
        explain=_explained,
    ),
}
