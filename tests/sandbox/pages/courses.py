"""/courses, /home/no_user, joining a course."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ..clock import row_time
from ..models import Member
from ..rails import redirect
from .layout import Page, href, render

if TYPE_CHECKING:
    from aiohttp import web

    from ..call import Call
    from ..models import Assessment, Course


ABREAST = 3
"""Cards beside each other, from medium screens on."""
BREAK = '<div class="clearfix hide-on-small-only"></div>'


async def home(call: Call) -> web.Response:
    """`/`: straight to the only current course, else to the list."""
    mine = call.state.courses_of(call.signed_in)
    if not mine:
        return redirect(f"{call.root}/home/no_user")
    today = call.state.clock.now().date()
    current = [c for c in mine if not c.disabled and c.temporal_status(today) == "current"]
    if len(current) == 1:
        return redirect(call.root + href("courses", current[0].name, "assessments"))
    return redirect(f"{call.root}/courses")


async def index(call: Call) -> web.Response:
    """Courses by state, current ones with their current assessments."""
    mine = call.state.courses_of(call.signed_in)
    if not mine:
        return redirect(f"{call.root}/home/no_user")
    today = call.state.clock.now().date()
    sections = []
    for state in ("disabled", "current", "completed", "upcoming"):
        courses = [c for c in mine if ("disabled" if c.disabled else c.temporal_status(today)) == state]
        if courses:
            cards = "".join(
                (BREAK if at % ABREAST == 0 else "") + _card(call, c, with_assessments=state != "completed")
                for at, c in enumerate(courses)
            )
            sections.append(f"""<div class="section">
<h3 class="section-title"><span class="white">{state.capitalize()}</span></h3>
<div class="row">{cards}</div></div>""")
    return render(call, Page("", "<h2>Courses</h2>" + "".join(sections)))


def _card(call: Call, course: Course, *, with_assessments: bool) -> str:
    member = call.state.member(course, call.signed_in)
    names = {"instructor": "Instructor", "course_assistant": "Course&nbsp;Assistant"}
    role = names.get(member.auth_level if member else "")
    caption = f'<span class="new badge padded-badge" data-badge-caption="{role}"></span>'
    badge = f'<div class="col s3">{caption}</div>' if role else ""
    book = ""
    if member is not None:
        address = href("courses", course.name, "course_user_data", member.id, "gradebook")
        link = '<a title="View your gradebook" class="red-text text-darken-3" href="{}">Gradebook</a>'
        book = link.format(address)
    rows = ""
    if with_assessments:
        now = call.state.clock.now()
        current = [a for a in course.ordered_assessments() if a.start_at <= now <= a.end_at]
        items = "".join(assessment_row(call, course, a) for a in current)
        rows = f'<div class="collection red darken-3 date">{items}</div>'
    page, width = href("courses", course.name), "s9" if role else "s12"
    return f"""<div class="col s12 m4"><div class="card hoverable">
<a title="Go to Course Page" href="{page}"><div class="card-content red darken-4"><div class="row">
<div class="col {width}"><h4><span class="card-title white-text">{escape(course.full_name)}</span></h4></div>
{badge}</div></div></a>
{rows}
<div class="card-action"><a class="red-text text-darken-3" title="Go to course page" href="{page}">Course Page</a>
{book}</div>
</div></div>"""


def assessment_row(call: Call, course: Course, a: Assessment, badges: str = "", hover: str = "") -> str:
    """The link every content script looks for; `badges` stand before the date line."""
    start, due = row_time(a.start_at, call.zone), row_time(a.due_at, call.zone)
    return f"""<a class="collection-item grey-text text-darken-4 date{hover}" \
href="{href("courses", course.name, "assessments", a.name)}">
{escape(a.display_name)}
{badges}
<p class="date">
  <b>Start:</b>&ensp;{start}&ensp;|
  &ensp;<b>Due:</b>&ensp;{due}
</p>
</a>"""


async def no_user(call: Call) -> web.Response:
    """For somebody in no course."""
    content = """<br>
<h2>Sorry, we didn't find you in any course on this server.</h2>
<p>Ask your course staff to add you; this often happens to those who joined a course only recently.</p>"""
    return render(call, Page("", content))


async def join(call: Call) -> web.Response:
    """/courses/join_course: enrol by access code, by form or by direct link."""
    code = call.params.text("access_code").upper()
    if code:
        found = next((c for c in call.state.courses.values() if c.access_code == code), None)
        if found is None:
            call.flash("error", "Invalid access code")
            return redirect(f"{call.root}/courses/join_course")
        user = call.signed_in
        if user.id in found.members:
            call.flash("success", "You are already enrolled in this course")
        else:
            found.members[user.id] = Member(
                call.state.next_id("members"), user, nickname=user.first_name.lower()
            )
        return redirect(call.root + href("courses", found.name))
    content = f"""<h2>Join Course</h2><form action="/courses/join_course" method="post">
<input type="hidden" name="authenticity_token" value="{call.csrf_token()}">
<input type="text" name="access_code" placeholder="ABC123">
<input type="submit" class="btn primary" value="Join Course"></form>"""
    return render(call, Page("Join Course", content))
