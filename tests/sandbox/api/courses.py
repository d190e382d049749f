"""/user, /courses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from ..models import Course, Member
from ..rails import json_answer
from .base import refuse

if TYPE_CHECKING:
    from aiohttp import web

    from .base import Api

STATES = frozenset({"current", "completed", "upcoming"})


async def user(api: Api) -> web.Response:
    """Who the token belongs to."""
    u = api.user
    fields = {"email": u.email, "first_name": u.first_name, "last_name": u.last_name}
    return json_answer({**fields, "school": u.school, "major": u.major, "year": u.year})


async def courses(api: Api) -> web.Response:
    """The user's courses; `state=current` includes disabled ones, as measured."""
    chosen = api.state.courses_of(api.user)
    if "state" in api.params:
        state = api.params.text("state")
        today = api.state.clock.now().date()
        if state == "disabled":
            chosen = [c for c in chosen if c.disabled]
        elif state in STATES:
            chosen = [c for c in chosen if c.temporal_status(today) == state]
        else:
            raise refuse("Unexpected course state")
    return json_answer([_item(api, c) for c in chosen])


def _item(api: Api, course: Course) -> dict[str, object]:
    member = api.state.member(course, api.user)
    return {
        "name": course.name,
        "semester": course.semester,
        "late_slack": course.late_slack,
        "grace_days": course.grace_days,
        "display_name": course.display_name,
        "auth_level": member.auth_level if member else "student",
    }


async def create_course(api: Api) -> web.Response:
    """Not measured beyond the 403 for a missing scope; after the server's published source."""
    api.require("name", "semester", "instructor_email")
    name = api.params.text("name")
    if name in api.state.courses:
        raise refuse("Validation failed: Name has already been taken", 500)
    instructor = api.state.user_by_email(api.params.text("instructor_email"))
    if instructor is None:
        raise refuse("Instructor does not exist", 500)
    today = api.state.clock.now().date()
    course = Course(
        api.state.next_id("courses"),
        name,
        name,
        api.params.text("semester"),
        _date(api, "start_date", today),
        _date(api, "end_date", today + timedelta(days=120)),
        grace_days=0,
    )
    course.members[instructor.id] = Member(api.state.next_id("members"), instructor, "instructor")
    api.state.courses[name] = course
    return json_answer({"name": name})


def _date(api: Api, name: str, default: date) -> date:
    text = api.params.text(name)
    try:
        return date.fromisoformat(text) if text else default
    except ValueError as error:
        raise refuse(f"Invalid date: {text}") from error
