"""What a course's assessments are, how they are scored, and what the user has handed in."""

from __future__ import annotations

from ..rpc.cached_read import account_of, cached_read, call_server, one_call, require_same_account
from ..rpc.fields import name, origin
from ..rpc.operation import ASSESSMENT_ERRORS, COURSE_ERRORS
from ..timestamps import MINUTE

TYPE_CHECKING = False  # typing stays off the path to remembered answers
if TYPE_CHECKING:
    from typing import Any

    from ..autolab.calls import Call
    from ..rpc.operation import Context
    from ..wire.shapes.reads import CourseParams
    from ..wire.shapes.submissions import AssessmentParams

LIST_MAX_AGE = 5 * MINUTE
_COURSE = {"server": origin(), "course": name()}
_ASSESSMENT = {**_COURSE, "assessment": name()}


def _assessments(given: CourseParams) -> Call[Any]:
    from ..autolab import endpoints

    return endpoints.assessments(given["course"])


def _problems(given: AssessmentParams) -> Call[Any]:
    from ..autolab import endpoints

    return endpoints.problems(given["course"], given["assessment"])


async def fetch_details(context: Context, given: AssessmentParams, priority: str = "SHOWN") -> Any:
    """An assessment's details, as JSON values; its badge learns of them. Raises as `call_server`."""
    from ..autolab import endpoints

    call = endpoints.assessment(given["course"], given["assessment"])
    return await _learned(context, given, call, "details", priority)


async def fetch_submissions(context: Context, given: AssessmentParams, priority: str = "SHOWN") -> Any:
    """The user's submissions to an assessment, as JSON values; badge and receipts learn of them.

    Raises as `call_server`.
    """
    from ..autolab import endpoints
    from ..submission.visits import check_contradicted

    call = endpoints.submissions(given["course"], given["assessment"])
    answer = await _learned(context, given, call, "submissions", priority)
    where = (given["server"], given["course"], given["assessment"])
    await check_contradicted(context.services, context.notify, *where, submissions=answer)
    return answer


async def _learned(
    context: Context, given: AssessmentParams, call: Call[Any], part: str, priority: str
) -> Any:
    from ..badges.learning import learn

    account = account_of(context.services, given["server"])
    answer = await call_server(context, given["server"], call, priority)
    require_same_account(context, given["server"], account)
    learn(context, account, given, **{part: answer})
    return answer


fetch = one_call(_assessments)

OPERATIONS = {
    "assessments": cached_read(
        "assessments",
        params=_COURSE,
        fetch=fetch,
        max_age=LIST_MAX_AGE,
        errors=COURSE_ERRORS,
    ),
    "assessment": cached_read(
        "assessment",
        params=_ASSESSMENT,
        fetch=fetch_details,
        max_age=MINUTE,
        errors=ASSESSMENT_ERRORS,
    ),
    "problems": cached_read(
        "problems",
        params=_ASSESSMENT,
        fetch=one_call(_problems),
        max_age=10 * MINUTE,
        errors=ASSESSMENT_ERRORS,
    ),
    "submissions": cached_read(
        "submissions",
        params=_ASSESSMENT,
        fetch=fetch_submissions,
        max_age=5.0,
        errors=ASSESSMENT_ERRORS,
    ),
}
