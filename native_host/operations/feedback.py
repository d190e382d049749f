"""feedback: what the graders wrote about one submission, once the staff have released its scores.

The server gives feedback also while the scores are withheld. Whichever problem is named, it gives the first text of
the submission that is not null, so an empty one hides all others: the answer names the problems whose text it may be.
"""

from __future__ import annotations

from ..badges.rules import is_withheld
from ..rpc.cached_read import cached_read, call_server
from ..rpc.fields import integer, name, origin
from ..rpc.operation import ASSESSMENT_ERRORS
from ..timestamps import MINUTE
from ..wire.errors import CompanionError
from .assessments import fetch_submissions

TYPE_CHECKING = False  # typing stays off the path to remembered answers
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from ..rpc.operation import Context
    from ..wire.shapes.reads import FeedbackParams


async def _fetch(context: Context, given: FeedbackParams) -> Any:
    from ..autolab import endpoints

    course, assessment, version = given["course"], given["assessment"], given["version"]
    problems = readable_problems(await fetch_submissions(context, given), assessment, version)
    call = endpoints.feedback(course, assessment, version, problems[0])
    return {**await call_server(context, given["server"], call), "problems": problems}


def readable_problems(submissions: Sequence[Mapping[str, Any]], assessment: str, version: int) -> list[str]:
    """The scored problems of that version: the text that the server gives belongs to one of them.

    Raises submission_unknown, feedback_withheld, feedback_none. One withheld score is enough to withhold: the
    text does not say to which problem it belongs.
    """
    scores = next((one["scores"] for one in submissions if one["version"] == version), None)
    if scores is None:
        raise CompanionError("submission_unknown", assessment=assessment)
    if is_withheld(scores):
        raise CompanionError("feedback_withheld", assessment=assessment)
    if not scores:
        raise CompanionError("feedback_none", assessment=assessment)
    return [str(problem) for problem in scores]


OPERATIONS = {
    "feedback": cached_read(
        "feedback",
        params={"server": origin(), "course": name(), "assessment": name(), "version": integer(1)},
        fetch=_fetch,
        max_age=MINUTE,
        errors=(
            *ASSESSMENT_ERRORS,
            "submission_unknown",
            "problem_unknown",
            "feedback_none",
            "feedback_withheld",
        ),
    ),
}
