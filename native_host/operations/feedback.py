"""feedback: what the graders wrote about one submission, once the staff have released its scores.

The server gives feedback also while the scores are withheld, and the same text for whichever problem is named.
"""

from __future__ import annotations

from ..wire.errors import CompanionError
from .badge_rules import is_withheld
from .base import ASSESSMENT_ERRORS
from .fields import integer, name, origin
from .reading import MINUTE, asked, reading

TYPE_CHECKING = False  # typing stays off the path to remembered answers
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from .base import Context, Params


async def _ask(context: Context, given: Params) -> Any:
    from ..autolab import endpoints

    course, assessment, version = given["course"], given["assessment"], given["version"]
    submissions = await asked(context, given["server"], endpoints.submissions(course, assessment))
    problem = readable_problem(submissions, assessment, version)
    return await asked(context, given["server"], endpoints.feedback(course, assessment, version, problem))


def readable_problem(submissions: Sequence[Mapping[str, Any]], assessment: str, version: int) -> str:
    """A problem of that version whose feedback may be read.

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
    return str(next(iter(scores)))


OPERATIONS = {
    "feedback": reading(
        "feedback",
        params={"server": origin(), "course": name(), "assessment": name(), "version": integer(1)},
        ask=_ask,
        lasts=MINUTE,
        data="{feedback: text|null}",
        errors=(
            *ASSESSMENT_ERRORS,
            "submission_unknown",
            "problem_unknown",
            "feedback_none",
            "feedback_withheld",
        ),
    ),
}
