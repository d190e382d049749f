"""/courses/<course>/assessments."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ..rails import redirect
from .courses import assessment_row
from .icons import icon
from .layout import Page, href, render
from .scripts import COURSE_PAGE
from .table import grace_days

if TYPE_CHECKING:
    from aiohttp import web

    from ..models import Assessment
    from .enter import Visit


async def short(visit: Visit) -> web.Response:
    """/courses/<course> redirects to its assessments."""
    return redirect(visit.call.root + href("courses", visit.course.name, "assessments"))


async def index(visit: Visit) -> web.Response:
    """The page our badges are drawn into."""
    course = visit.course
    released_by = visit.state.clock.now() if visit.member.is_student else None
    by_category: dict[str, list[Assessment]] = {}
    for a in course.ordered_assessments(released_by=released_by):
        by_category.setdefault(a.category_name, []).append(a)
    cards = "".join(_category(visit, name, by_category[name]) for name in sorted(by_category))
    section = f"""<div class="section">
<h3 class="section-title"><span class="white">Assessments</span></h3>
<div class="row">{cards}</div>
</div>"""
    content = _heading(visit) + (section if course.assessments else "") + _attachments(visit)
    title = course.full_name + (" (Course Disabled)" if course.disabled else "")
    return render(visit.call, Page(title, content, course, visit.member, script=COURSE_PAGE))


def _heading(visit: Visit) -> str:
    course, member = visit.course, visit.member
    code = ""
    if member.is_instructor and course.access_code:
        code = f'<p style="font-size: 18px">Access Code: <b>{escape(course.access_code)}</b></p>'
    website = f'<span class="btn btn-large disabled">{icon("web")} Course Website</span>'
    if course.website:
        link = f'<a class="btn btn-large red darken-3" target="_blank" href="{escape(course.website)}">'
        website = f"{link}{icon('web')} Course Website</a>"
    gradebook = href("courses", course.name, "course_user_data", member.id, "gradebook")
    install = ""
    if member.is_instructor:
        target = href("courses", course.name, "assessments", "install_assessment")
        install = (
            f'<a title="Install Assessment" class="btn btn-large red darken-3" href="{target}">'
            f"{icon('assignment')} Install Assessment</a>"
        )
    return f"""<div class="row" style="margin-bottom: 0; padding-top: 20px">
  <div class="col s12 m12"><div class="card course-card"><div class="card-content white">
    <span class="card-title black-text"><b>{escape(course.full_name)}</b></span>
    <h3 style="border-bottom: 4px solid #dddddd"></h3>
    {code}
    <p style="font-size: 18px">Section: <b>{escape(member.section)}</b></p>
    <p style="font-size: 18px">Number of grace days remaining: <b>{grace_days(course, member.id)}</b></p><br>
    {website}
    <a title="View your gradebook" class="btn btn-large red darken-3" href="{gradebook}">{icon("grading")} Gradebook</a>
    {install}
  </div></div></div>
</div>"""


def _category(visit: Visit, name: str, assessments: list[Assessment]) -> str:
    rows = "".join(assessment_row(visit.call, visit.course, a, _badges(visit, a)) for a in assessments)
    return f"""<div class="col s12 l6 xl4 assessments">
<div class="card hoverable date category-card">
<div class="card-content red darken-3"><span class="card-title white-text">{escape(name)}</span></div>
<div class="collection red darken-4 date">{rows}</div>
</div>
</div>"""


def _badges(visit: Visit, a: Assessment) -> str:
    path = href("courses", visit.course.name, "assessments", a.name)
    badges = ""
    if a.start_at > visit.state.clock.now():
        edit = f' data-url="{path}/edit/handin"' if visit.member.is_instructor else ""
        badges += f'<span class="new badge blue darken-4" data-badge-caption="unreleased"{edit}></span>'
    if a.writeup.kind != "none":
        badge = '<span class="new badge orange darken-4" data-badge-caption="writeup"'
        badges += f'{badge} data-url="{path}/writeup"></span>'
    return badges


def _attachments(visit: Visit) -> str:
    if not visit.member.is_instructor:
        return ""
    add = href("courses", visit.course.name, "attachments", "new")
    return f"""<div class="section">
<h3 class="section-title"><span class="white">Attachments</span></h3>
<ul class="collection with-header attachments"><li class="collection-item add">
<p><a href="{add}">{icon("note_add")}Add Attachment</a></p></li></ul>
</div>"""
