"""The student's gradebook."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ..rails import redirect
from .errors import not_found
from .layout import Page, course_crumb, href, render
from .table import days_late, grace_days, total, usable

if TYPE_CHECKING:
    from aiohttp import web

    from ..models import Assessment, Member
    from .enter import Visit


async def gradebook(visit: Visit) -> web.Response:
    """.../gradebook leads to the student view."""
    number = visit.call.path_name("cud")
    return redirect(
        visit.call.root
        + href("courses", visit.course.name, "course_user_data", number, "gradebook", "student")
    )


async def student(visit: Visit) -> web.Response:
    """Final scores by category; the e-mail address stands in heading and title."""
    number = visit.call.path_name("cud")
    member = next((m for m in visit.course.members.values() if str(m.id) == number), None)
    if member is None or (member is not visit.member and visit.member.is_student):
        return await not_found(visit.call)
    released_by = visit.state.clock.now() if visit.member.is_student else None
    by_category: dict[str, list[Assessment]] = {}
    for a in visit.course.ordered_assessments(released_by=released_by):
        by_category.setdefault(a.category_name, []).append(a)
    tables = "".join(_category(visit, member, name, by_category[name]) for name in sorted(by_category))
    email = escape(member.user.email)
    content = f"""<div class="gradebook">
<h4>Grades for {email}</h4>
<div class="grades_container"><div class="row cat_pair">{tables}</div>
<div class="course"><table><tr><th>Course Average</th><td>&ndash;</td></tr></table></div></div>
</div>"""
    page = Page(
        "Gradebook",
        content,
        visit.course,
        visit.member,
        [course_crumb(visit.course)],
        head_title=f"Grades for {member.user.email}",
    )
    return render(visit.call, page)


def _category(visit: Visit, member: Member, name: str, assessments: list[Assessment]) -> str:
    rows = "".join(_row(visit, member, a) for a in assessments)
    return f"""<div class="col m12 l6 cat_container"><div class="category"><table class="grades">
<tr class="header"><th class="cat_name">{escape(name)}</th><th>GDU</th><th>PLD</th><th>Final Score</th></tr>
{rows}
<tr class="footer"><th>Category Average</th><th></th><th></th><th class="cat_avg">&ndash;</th></tr>
</table></div></div>"""


def _row(visit: Visit, member: Member, a: Assessment) -> str:
    mine = a.of_member(member.id)
    late = days_late(visit.course, a, mine[0]) if mine else 0
    grace = min(late, usable(grace_days(visit.course, member.id, a), a))
    link = href("courses", visit.course.name, "assessments", a.name)
    return f"""<tr><td><span><a href="{link}">{escape(a.display_name)}</a></span></td>
<td>{grace}</td><td>{late - grace}</td><td>{_final(visit, a, member, link)}</td></tr>"""


def _final(visit: Visit, a: Assessment, member: Member, link: str) -> str:
    mine = a.of_member(member.id)
    maximum = f'<span class="max_score">/{a.max_total_score:.1f}</span>'
    if not mine:
        return f'<span class="not-yet-submitted tooltipped" data-tooltip="No submission was made.">0.0{maximum}</span>'
    scores = mine[0].scores
    if len(scores) < len(a.problems) or not all(s.released for s in scores.values()):
        waiting = "Final score will be visible once grading is complete."
        return (
            f'<a href="{link}/history"><i class="material-icons tooltipped" data-icon="access_time" '
            f'data-tooltip="{waiting}">access_time</i></a>'
        )
    return f"{total(visit.course, a, mine[0])}{maximum}"
