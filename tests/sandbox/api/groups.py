"""/groups of an assessment, for instructors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..clock import api_time
from ..models import Assessment, Group, Material, Member
from ..params import truthy
from ..rails import json_answer
from .base import refuse, unhandled

if TYPE_CHECKING:
    from aiohttp import web

    from .base import Api


async def index(api: Api) -> web.Response:
    """With `show_members=true` each group is an array of users, and its own id and name are lost."""
    a = api.assessment
    members = truthy(api.params.get("show_members"))
    groups = [_users(api, g) if members else _item(g) for g in a.groups]
    columns = _columns(a, api.course.id)
    return json_answer({"group_size": a.group_size, "groups": groups, "assessment": columns})


async def show(api: Api) -> web.Response:
    """An array of users."""
    return json_answer(_users(api, _group(api, "with id ")))


async def create(api: Api) -> web.Response:
    """`{"groups": [{"name", "group_members": [emails]}]}`; answers with all groups of the assessment."""
    api.require("groups")
    a = api.assessment
    if a.group_size <= 1:
        raise refuse("Group size of assessment is currently 1, so you can't create group")
    wanted = _wanted(api.params.get("groups"))
    if any(len(emails) > a.group_size for _, emails in wanted):
        raise refuse("Cannot have groups with size more than group_size")
    now = api.state.clock.now()
    for name, emails in wanted:
        ids = [m.id for e in emails if (m := _free_member(api, e)) is not None]
        if ids:
            a.groups.append(Group(api.state.next_id("groups"), name, now, now, ids))  # confirmed at once
    return json_answer([_item(g) for g in a.groups])


async def destroy(api: Api) -> web.Response:
    """Dissolve a group; submissions stay."""
    group = _group(api, "")
    api.assessment.groups.remove(group)
    return json_answer({"message": f"Group {group.id} successfully deleted"})


def _wanted(groups: object) -> list[tuple[str, list[str]]]:
    """(name, e-mail addresses) of each; anything else meets no check in the real code."""
    rows: list[tuple[str, list[str]]] = []
    for g in groups if isinstance(groups, list) else [None]:
        emails = g.get("group_members") if isinstance(g, dict) else None
        if not isinstance(g, dict) or not isinstance(emails, list):
            raise unhandled()
        rows.append((str(g.get("name", "Unnamed Group")), [str(e) for e in emails]))
    return rows


def _group(api: Api, wording: str) -> Group:
    number = api.call.path_name("id")
    found = next((g for g in api.assessment.groups if str(g.id) == number), None)
    if found is None:
        raise refuse(f"Couldn't find group {wording}{number}")
    return found


def _free_member(api: Api, email: str) -> Member | None:
    user = api.state.user_by_email(email)
    member = api.course.members.get(user.id) if user else None
    return None if member is None or api.assessment.group_of(member.id) else member


def _item(g: Group) -> dict[str, object]:
    times = {"created_at": api_time(g.created_at), "updated_at": api_time(g.updated_at)}
    return {"id": g.id, "name": g.name, **times}


def _users(api: Api, group: Group) -> list[dict[str, object]]:
    by_id = {m.id: m for m in api.course.members.values()}
    return [_user(by_id[i]) for i in group.member_ids]


def _user(m: Member) -> dict[str, object]:
    u = m.user
    return {
        "id": u.id,
        "email": u.email,
        "first_name": u.first_name,
        "last_name": u.last_name,
        "administrator": u.administrator,
        "created_at": api_time(u.created_at),
        "updated_at": api_time(u.created_at),
        "school": u.school,
        "major": u.major,
        "year": u.year,
        "hover_assessment_date": False,
        "course_user_datum_id": m.id,
    }


def _columns(a: Assessment, course_id: int) -> dict[str, object]:
    """Every column of the assessments table, max_size among them."""
    return {
        "id": a.id,
        "due_at": api_time(a.due_at),
        "end_at": api_time(a.end_at),
        "start_at": api_time(a.start_at),
        "name": a.name,
        "description": a.description,
        "created_at": api_time(a.created_at),
        "updated_at": api_time(a.updated_at),
        "course_id": course_id,
        "display_name": a.display_name,
        "handin_filename": a.handin_filename,
        "handin_directory": "handin",
        "max_grace_days": a.max_grace_days,
        "handout": _reference(a.handout),
        "writeup": _reference(a.writeup),
        "allow_unofficial": None,
        "max_submissions": a.max_submissions,
        "disable_handins": a.disable_handins,
        "exam": False,
        "max_size": a.max_size,
        "version_threshold": None if a.version_threshold < 0 else a.version_threshold,
        "late_penalty_id": None,
        "version_penalty_id": None,
        "quiz": False,
        "quizData": None,
        "remote_handin_path": None,
        "category_name": a.category_name,
        "group_size": a.group_size,
        "embedded_quiz_form_data": None,
        "embedded_quiz": a.embedded_quiz,
        "github_submission_enabled": True,
        "allow_student_assign_group": a.allow_student_assign_group,
        "is_positive_grading": False,
        "disable_network": False,
    }


def _reference(material: Material) -> str:
    return material.url if material.kind == "url" else material.filename
