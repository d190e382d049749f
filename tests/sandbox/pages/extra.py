"""Pages our navigation links to, as far as a visitor needs them: profile, jobs, course management."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from .errors import not_found
from .layout import Page, course_crumb, render

if TYPE_CHECKING:
    from aiohttp import web

    from .enter import Visit


def _page(visit: Visit, title: str, rows: list[tuple[str, str]]) -> web.Response:
    lines = "".join(f"<tr><td>{escape(a)}</td><td>{escape(b)}</td></tr>" for a, b in rows)
    content = f"<h2>{escape(title)}</h2><table>{lines}</table>"
    return render(visit.call, Page(title, content, visit.course, visit.member, [course_crumb(visit.course)]))


async def profile(visit: Visit) -> web.Response:
    """/courses/<course>/course_user_data/<id>: one's own enrolment; staff see everybody's."""
    wanted = visit.call.path_name("cud")
    member = next((m for m in visit.course.members.values() if str(m.id) == wanted), None)
    if member is None or (visit.member.is_student and member is not visit.member):
        return await not_found(visit.call)
    rows = [
        ("E-mail", member.user.email),
        ("Nickname", member.nickname or ""),
        ("Lecture", member.lecture),
        ("Section", member.section),
    ]
    return _page(visit, member.user.display_name, rows)


async def jobs(visit: Visit) -> web.Response:
    """/courses/<course>/jobs: what the autograder is busy with."""
    waiting = [
        (a.display_name, s.filename or "")
        for a in visit.course.ordered_assessments()
        for s in a.submissions
        if s.grading and (s.member_id == visit.member.id or not visit.member.is_student)
    ]
    return _page(visit, "Autograding Jobs", waiting or [("No jobs", "")])


async def manage(visit: Visit) -> web.Response:
    """/courses/<course>/manage: for instructors; the 404 page for everybody else."""
    if not visit.member.is_instructor:
        return await not_found(visit.call)
    members = sorted(visit.course.members.values(), key=lambda m: m.user.email)
    return _page(visit, "Manage Course", [(m.user.email, m.auth_level) for m in members])
