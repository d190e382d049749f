"""/scores of an assessment, for instructors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..models import Member, Score, Submission
from ..params import to_float, truthy
from ..rails import json_answer
from .base import refuse, unhandled

if TYPE_CHECKING:
    from aiohttp import web

    from .base import Api


async def index(api: Api) -> web.Response:
    """email -> version -> problem -> score, released or not."""
    by_id = {m.id: m for m in api.course.members.values()}
    scores: dict[str, dict[str, object]] = {}
    for s in api.assessment.submissions:
        scores.setdefault(by_id[s.member_id].user.email, {})[str(s.version)] = _values(s)
    return json_answer(scores)


async def show(api: Api) -> web.Response:
    """version -> problem -> score; {} without submissions."""
    member = _member(api)
    mine = [s for s in api.assessment.submissions if s.member_id == member.id]
    return json_answer({str(s.version): _values(s) for s in mine})


async def update_latest(api: Api) -> web.Response:
    """`problems` is JSON inside a string; the scores stay unreleased."""
    api.require("problems")
    member = _member(api)
    problems = _parsed(api.params.get("problems"))
    by_id = {m.id: m for m in api.course.members.values()}
    group = api.assessment.group_of(member.id) if truthy(api.params.get("update_group_scores")) else None
    ids = group.member_ids if group else [member.id]
    answer = {by_id[i].user.email: _write(api, i, problems) for i in ids}
    return json_answer(answer)


def _write(api: Api, member_id: int, problems: dict[str, Any]) -> dict[str, Any]:
    mine = api.assessment.of_member(member_id)
    known = {p.name for p in api.assessment.problems}
    for name in problems:
        if name not in known:
            raise refuse(f"Problem '{name}' not found in this assessment")
        if not mine:
            raise unhandled()
    if not mine:
        raise unhandled()
    for name, value in problems.items():
        score = mine[0].scores.setdefault(name, Score(None, released=False))
        score.value = None if value is None else to_float(value)
    others = {n: v for n, v in _values(mine[0]).items() if n not in problems}
    return {**problems, **others}


def _parsed(text: object) -> dict[str, Any]:
    try:
        value = json.loads(text) if isinstance(text, str) else None
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise unhandled()  # Ruby's JSON.parse wants a string
    return value


def _member(api: Api) -> Member:
    email = api.call.path_name("email")
    user = api.state.user_by_email(email)
    member = api.course.members.get(user.id) if user else None
    if member is None:
        raise refuse(f"User with email {email} not found in course.")
    return member


def _values(s: Submission) -> dict[str, float | None]:
    return {name: score.value for name, score in s.scores.items()}
