"""/submissions and their feedback: always the asker's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..clock import api_time
from ..rails import json_answer
from .base import refuse

if TYPE_CHECKING:
    from aiohttp import web

    from ..models import Score, Submission
    from .base import Api


async def index(api: Api) -> web.Response:
    """Newest first; an unreleased score is the string "unreleased", an ungraded one is absent."""
    return json_answer([_item(s) for s in api.assessment.of_member(api.member.id)])


def _item(s: Submission) -> dict[str, object]:
    return {
        "version": s.version,
        "filename": s.filename,
        "created_at": api_time(s.created_at),
        "scores": {name: _value(score) for name, score in s.scores.items()},
    }


def _value(score: Score) -> float | str | None:
    return score.value if score.released else "unreleased"


async def feedback(api: Api) -> web.Response:
    """The first feedback of the submission, whichever problem is named, released or not."""
    api.require("problem")
    problem, version = api.params.text("problem"), api.call.path_name("version")
    a = api.assessment
    if all(p.name != problem for p in a.problems):
        raise refuse(f"Problem named {problem} does not exist for {a.name}", 404)
    found = next((s for s in a.of_member(api.member.id) if str(s.version) == version), None)
    if found is None:
        raise refuse(f"Submission version {version} does not exist for {a.name}", 404)
    texts = [found.scores[p.name].feedback for p in a.problems if p.name in found.scores]
    text = next((t for t in texts if t is not None), None)
    if text is None:
        raise refuse(f"Score for {problem} of submission version {version} of {a.name} does not exist", 404)
    return json_answer({"feedback": text})
