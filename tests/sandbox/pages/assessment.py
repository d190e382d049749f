"""The assessment page: dates, options, the hand-in panel, the latest submissions."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from .. import handin
from ..clock import page_time
from .handin_form import affirmation, panel
from .icons import icon
from .layout import Page, course_crumb, render
from .scripts import HANDIN_PAGE, QUIZ_PAGE
from .table import plural, submission_table

if TYPE_CHECKING:
    from datetime import datetime

    from aiohttp import web

    from ..models import Extension
    from .enter import Visit

DATE_FORMAT = "MMMM Do YYYY, h:mm a z [(UTC] Z[)]"
LATEST = 3


async def show(visit: Visit) -> web.Response:
    """GET /courses/<course>/assessments/<assessment>; loads the assessment's configuration as a side effect."""
    a = visit.assessment
    a.config_loaded = True
    content = f"""<div>
<div class="row">
  <div class="col s12 m12">
    <h2>
      {escape(a.display_name)}
    </h2>
    <p style="margin-left: 5px"><i>{escape(a.description or "")}</i></p>
  </div>
</div>
<hr>
<div class="row">
  <div class="col s12 m4">{_options(visit)}</div>
  <div class="col s12 m8">
    <br>
    {_panel(visit)}
  </div>
</div>
{_attachments(visit)}{_quiz(visit)}
<h4 class="section-title"><span class="white">
  Submission Summary
</span></h4>
{_summary(visit)}
</div>"""
    crumbs = [course_crumb(visit.course)]
    page = Page(a.display_name, content, visit.course, visit.member, crumbs, script=_script(visit))
    return render(visit.call, page)


def can_submit(visit: Visit) -> tuple[bool, str | None]:
    """Whether the hand-in panel offers a form, and why not."""
    why = handin.why_not(visit.state, visit.course, visit.assessment, visit.member)
    return why is None, why


def _script(visit: Visit) -> str:
    a = visit.assessment
    if not can_submit(visit)[0] or a.disable_handins:
        return ""
    return QUIZ_PAGE if a.embedded_quiz else HANDIN_PAGE


def _panel(visit: Visit) -> str:
    a = visit.assessment
    if a.disable_handins:
        return f"""<div class="handin-panel card z-depth-0"><div class="card-content">
<p class="valign-wrapper">{icon("file_upload_off", "valign")}
<b class="red-text">&nbsp;Handins are disabled for this assessment.</b></p></div></div>"""
    ok, why = can_submit(visit)
    member = visit.member.id
    due, end = _date(visit, a.due_for(member)), _date(visit, a.end_for(member))
    return f"""<div class="handin-panel card z-depth-0">
  <div class="card-content">
    <p class="valign-wrapper">{icon("access_time", "valign")}
      &nbsp;&nbsp;Due{_extension(a.extensions.get(member))}:&nbsp; {due}</p>
    <p class="valign-wrapper">{icon("today", "valign")}
      &nbsp;&nbsp;Last day to handin:&nbsp; {end}</p>
  </div>
  <div id="handin_show_assessment" data-cansubmit="{"true" if ok else "false"} " class="card-action">
  {panel(visit, why)}
  </div>
</div>"""


def _date(visit: Visit, moment: datetime | None) -> str:
    if moment is None:
        return "<b>Never</b>"
    shown = page_time(moment, visit.call.zone)
    return f'<b><span class="moment-date-time" data-format="{DATE_FORMAT}">{shown}</span></b>'


def _extension(extension: Extension | None) -> str:
    if extension is None:
        return ""
    return f" (with {'infinite' if extension.days is None else plural(extension.days, 'day')} extension)"


def _options(visit: Visit) -> str:
    a, member = visit.assessment, visit.member
    menus = ""
    if member.is_instructor:
        menus += _menu("Admin Options", _admin_links(visit))
    if not member.is_student:
        section = f"Grade section {member.section} submissions"
        grade = f"{visit.path('viewGradesheet')}?section=1"
        menus += _menu(
            "CA Options", [(grade, section), (visit.path("viewGradesheet"), "Grade all submissions")]
        )
    links = [(visit.path("history"), "View handin history")]
    if a.writeup.kind != "none":
        links.append((visit.path("writeup"), "View writeup"))
    if a.handout.kind != "none":
        links.append((visit.path("handout"), "Download handout"))
    if a.group_size > 1:
        group = a.group_of(member.id)
        links.append((visit.path("groups", group.id if group else "new"), "Group options"))
    return menus + _menu("Options", links)


def _admin_links(visit: Visit) -> list[tuple[str, str]]:
    names = (
        ("edit", "Edit assessment"),
        ("viewGradesheet", "View Gradesheet"),
        ("export", "Export assessment"),
        ("extensions", "Manage extensions"),
        ("submissions", "Manage submissions"),
        ("statistics", "View statistics"),
    )
    return [(visit.path(name), words) for name, words in names]


def _menu(title: str, links: list[tuple[str, str]]) -> str:
    items = "".join(f'<li><a href="{target}">{escape(words)}</a></li>' for target, words in links)
    return f"""<ul class="collapsible"><li class="collapsible-menu-link">
<div class="collapsible-header"><h5>{title}</h5></div>
<div class="collapsible-body"><ul class="options">{items}</ul></div>
</li></ul>"""


def _attachments(visit: Visit) -> str:
    if not visit.member.is_instructor:
        return ""
    return f"""<div class="section">
<h4 class="section-title"><span class="white">Attachments</span></h4>
<ul class="collection with-header attachments"><li class="collection-item add"><p>
<a href="{visit.path("attachments", "new")}">{icon("note_add")}Add Attachment</a></p></li></ul>
</div><hr>"""


def _quiz(visit: Visit) -> str:
    a = visit.assessment
    if not a.embedded_quiz:
        return ""
    ok, _ = can_submit(visit)
    submit = ""
    if ok:
        submit = f"""<label for="integrity_checkbox"><input type="checkbox" name="integrity_checkbox"
 id="integrity_checkbox" value="1"><span>{affirmation()}</span></label>
<div class="row" style="margin-top: 10px !important">
<input type="submit" class="btn primary handin-btn" onclick="setSubmitClicked()">
<span id="submission_error" style="margin-left: 10px !important; color: red"></span></div>"""
    return f"""<div class="row"><div class="col s10 offset-s1"><hr>
<form id="quiz_form" onclick="return validateIntegrity();" class="new_submission" action="{visit.path("handin")}"
 accept-charset="UTF-8" method="post"><input name="utf8" type="hidden" value="&#x2713;">
<input type="hidden" name="authenticity_token" value="{visit.call.csrf_token()}">
<input value="" type="hidden" name="submission[embedded_quiz_form_answer]"
 id="submission_embedded_quiz_form_answer">
<p>What is the size of an int on this machine? <input type="text" name="q1"></p>
{submit}
</form><hr></div></div>
<pre class="hide" id="results"></pre>"""


def _summary(visit: Visit) -> str:
    mine = visit.assessment.of_member(visit.member.id)
    if not mine:
        return "No Submissions yet!"
    table = submission_table(visit, mine[:LATEST])
    if len(mine) <= LATEST:
        return table
    return f'{table}<h6><a href="{visit.path("history")}">See all {plural(len(mine), "submission")}</a></h6>'
