"""Which cells of a line stand although its request failed: no answer tells how much of it was carried out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..wire.errors import CompanionError
from . import lines
from .plan import STANDING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .asking import AskedCourse
    from .plan import Line


async def failure(
    course: AskedCourse, head: Mapping[str, Any], line: Line, why: CompanionError
) -> dict[str, Any]:
    """The outcome of a line that failed. One request more where only some of its scores may have been entered."""
    outcome: dict[str, Any] = {"error": why.as_json()}
    if head["kind"] == "gradebook" and len(line.changes) > 1:
        try:
            now = await lines.look(course, head["kind"], head["assessment"], [line])
        except CompanionError:
            return outcome
        outcome[STANDING] = lines.standing(line, now(line))
    return outcome
