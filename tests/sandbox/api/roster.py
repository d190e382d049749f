"""/course_user_data: the roster, for instructors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..models import Member, User
from ..params import truthy
from ..rails import json_answer
from .base import refuse

if TYPE_CHECKING:
    from aiohttp import web

    from .base import Api

AUTH_LEVELS = frozenset({"student", "course_assistant", "instructor"})


def item(m: Member) -> dict[str, object]:
    """A row of the roster."""
    return {
        "lecture": m.lecture,
        "section": m.section,
        "grade_policy": m.grade_policy,
        "dropped": m.dropped,
        "nickname": m.nickname,
        "email": m.user.email,
        "first_name": m.user.first_name,
        "last_name": m.user.last_name,
        "school": m.user.school,
        "major": m.user.major,
        "year": m.user.year,
        "auth_level": m.auth_level,
    }


async def index(api: Api) -> web.Response:
    """By e-mail address."""
    members = sorted(api.course.members.values(), key=lambda m: m.user.email)
    return json_answer([item(m) for m in members])


async def show(api: Api) -> web.Response:
    """One member."""
    return json_answer(item(_member(api)))


async def create(api: Api) -> web.Response:
    """Enrol an existing user; 200, not 201."""
    api.require("email", "lecture", "section", "auth_level")
    user = _user(api, api.params.text("email"))
    if user.id in api.course.members:
        raise refuse("User is already in the course")
    member = Member(api.state.next_id("members"), user, nickname=None)
    changed = _changed(api, member)
    if changed["dropped"] and changed["auth_level"] != "student":
        raise refuse(f"Creation failed: {_STAFF_STAYS}")
    _assign(member, changed)
    api.course.members[user.id] = member
    return json_answer(item(member))


async def update(api: Api) -> web.Response:
    """Any of the fields."""
    member = _member(api)
    _save(member, _changed(api, member))
    return json_answer(item(member))


async def destroy(api: Api) -> web.Response:
    """Only ever sets `dropped`."""
    member = _member(api)
    _save(member, {"dropped": True, "auth_level": member.auth_level})
    return json_answer(item(member))


_STAFF_STAYS = "User can't be dropped if they are an instructor or course assistant"


def _user(api: Api, email: str) -> User:
    user = api.state.user_by_email(email)
    if user is None:
        raise refuse("Nonexistent user")
    return user


def _member(api: Api) -> Member:
    user = _user(api, api.call.path_name("email"))
    member = api.course.members.get(user.id)
    if member is None:
        raise refuse("User is not in course", 404)
    return member


def _changed(api: Api, member: Member) -> dict[str, Any]:
    level = api.params.text("auth_level") or member.auth_level
    if level not in AUTH_LEVELS:
        raise refuse("Invalid auth_level")
    changed: dict[str, Any] = {"auth_level": level, "dropped": member.dropped}
    for name in ("lecture", "section", "grade_policy", "nickname"):
        if api.params.get(name) is not None:
            changed[name] = api.params.text(name)
    if api.params.get("dropped") is not None:
        changed["dropped"] = truthy(api.params.get("dropped"))
    return changed


def _save(member: Member, changed: dict[str, Any]) -> None:
    if changed["dropped"] and changed["auth_level"] != "student":
        raise refuse(f"Update failed: {_STAFF_STAYS}")
    _assign(member, changed)


def _assign(member: Member, changed: dict[str, Any]) -> None:
    for name, value in changed.items():
        setattr(member, name, value)
