"""POST .../handin, the history page, and what its links lead to."""

from __future__ import annotations

import hashlib
from html import escape
from typing import TYPE_CHECKING

from .. import handin
from ..api.assessments import file_type
from ..params import Upload
from ..rails import file_answer, redirect
from .errors import not_found
from .layout import Page, course_crumb, render
from .table import plural, submission_table

if TYPE_CHECKING:
    from aiohttp import web

    from ..models import Material, Submission
    from .enter import Visit


async def handin_form(visit: Visit) -> web.Response:
    """302 to the history on success, back to the assessment with a flash otherwise."""
    visit.assessment.config_loaded = True
    upload, trouble = _checked(visit)
    if upload is None:
        visit.call.flash("error", trouble)
        return visit.go()
    return _saved(visit, upload)


def _checked(visit: Visit) -> tuple[Upload | None, str]:
    a, params = visit.assessment, visit.call.params
    if a.disable_handins:
        return None, "Sorry, handins are disabled for this assessment."
    if a.embedded_quiz:
        answer = params.text("submission[embedded_quiz_form_answer]").encode() + b"\n"
        digest = hashlib.sha256(answer).hexdigest()
        return Upload("out.txt", "text/plain", len(answer), digest, answer), ""
    if "submission" not in params:
        return None, "Submission was blank - please upload again."
    upload = params.files.get("submission[file]")
    if upload is None:
        return None, "Submission was blank (file upload/Github repository missing) - please try again."
    trouble = _refused(visit, upload)
    return (None, trouble) if trouble else (upload, "")


def _refused(visit: Visit, upload: Upload) -> str:
    a = visit.assessment
    if handin.too_large(a, upload.size):
        return (
            f"Your submission is larger than the max allowed size ({a.max_size} MB) - "
            "please remove any unnecessary logfiles and binaries."
        )
    if handin.wrong_type(a, upload.filename):
        return f"Submission failed Filetype Check. Not a {a.required_suffix} file"
    return handin.why_not_as_a_group(a, visit.member) or ""


def _saved(visit: Visit, upload: Upload) -> web.Response:
    a = visit.assessment
    try:
        rows = handin.save(visit.state, visit.course, a, visit.member, upload)
    except handin.NotSavedError as error:
        visit.call.flash("error", str(error))
        return visit.go()
    if not a.problems:
        visit.call.flash("error", "There are no problems in this assessment.")
    elif a.grader is not None and not a.grader.reachable:
        visit.call.flash(
            "error", "There was an error submitting your autograding job: the autograder is down."
        )
    elif a.grader is not None:
        for row in rows:
            visit.call.box.autograder.enqueue(a, row)
        version, path = rows[0].version, visit.path("history")
        visit.call.flash("success", f"Job for version {version} submitted, its scores will appear on {path}.")
    return visit.go("history")


async def history(visit: Visit) -> web.Response:
    """Every submission of the visitor."""
    a = visit.assessment
    mine = a.of_member(visit.member.id)
    left = ""
    if a.max_submissions >= 0:
        left = f"<p>You have {plural(max(0, a.max_submissions - len(mine)), 'submission')} left.</p>"
    if visit.member.is_instructor:
        left += f'<p><a href="{visit.path("viewGradesheet")}">View Gradesheet</a></p>'
    content = f"""{left}{submission_table(visit, mine)}
<p>
Page loaded in 0.030300577 seconds</p>"""
    crumbs = [course_crumb(visit.course), f'<a href="{visit.path()}">{escape(a.display_name)}</a>']
    return render(visit.call, Page("Handin History", content, visit.course, visit.member, crumbs))


def _submission(visit: Visit, number: str) -> Submission | None:
    found = next((s for s in visit.assessment.submissions if str(s.id) == number), None)
    if found is None:
        visit.call.flash("error", f"Could not find submission with id {number}.")
    elif visit.member.is_student and found.member_id != visit.member.id:
        visit.call.flash("error", "You do not have permission to access this submission.")
        return None
    return found


async def view(visit: Visit) -> web.Response:
    """The source of a submission, as far as the sandbox kept it."""
    found = _submission(visit, visit.call.path_name("id"))
    name = found.filename if found else None
    if found is None or name is None:
        return visit.go()
    text = escape(found.head.decode("utf-8", "replace"))
    content = f"<h4>{escape(name)}</h4><pre>{text}</pre>"
    crumbs = [
        course_crumb(visit.course),
        f'<a href="{visit.path()}">{escape(visit.assessment.display_name)}</a>',
    ]
    return render(visit.call, Page("View Source", content, visit.course, visit.member, crumbs))


async def download(visit: Visit) -> web.Response:
    """The beginning of the submitted file."""
    found = _submission(visit, visit.call.path_name("id"))
    if found is None or found.filename is None:
        return visit.go()
    return file_answer(found.head, found.filename, "application/octet-stream", "inline")


async def feedback(visit: Visit) -> web.Response:
    """.../viewFeedback?feedback=<problem id>&submission_id=<id>."""
    params = visit.call.params
    found = _submission(visit, params.text("submission_id"))
    if found is None:
        return visit.go()
    problem = next((p for p in visit.assessment.problems if str(p.id) == params.text("feedback")), None)
    score = found.scores.get(problem.name) if problem else None
    if problem is None or ((score is None or not score.released) and not found.grading):
        return await not_found(visit.call)
    text = (score.feedback if score else None) or "Nothing graded yet."
    content = f'<h2>Feedback for {escape(problem.name)}</h2><pre class="feedback">{escape(text)}</pre>'
    crumbs = [
        course_crumb(visit.course),
        f'<a href="{visit.path()}">{escape(visit.assessment.display_name)}</a>',
    ]
    return render(visit.call, Page("View Feedback", content, visit.course, visit.member, crumbs))


async def writeup(visit: Visit) -> web.Response:
    """A file inline, an address by redirect, or a flash."""
    return _material(visit, visit.assessment.writeup, "There is no writeup for this assessment.", "inline")


async def handout(visit: Visit) -> web.Response:
    """As writeup; also loads the assessment's configuration."""
    visit.assessment.config_loaded = True
    return _material(
        visit, visit.assessment.handout, "There is no handout for this assessment.", "attachment"
    )


def _material(visit: Visit, material: Material, none: str, disposition: str) -> web.Response:
    if material.kind == "url":
        return redirect(material.url)
    if material.kind == "file":
        return file_answer(material.content, material.filename, file_type(material.filename), disposition)
    visit.call.flash("error", none)
    return visit.go()


async def new_group(visit: Visit) -> web.Response:
    """The group page, as far as a link needs it."""
    group = visit.assessment.group_of(visit.member.id)
    by_id = {m.id: m for m in visit.course.members.values()}
    names = [by_id[i].user.display_name for i in group.member_ids] if group else []
    items = "".join(f"<li>{escape(n)}</li>" for n in names)
    title = group.name if group else "New Group"
    crumbs = [
        course_crumb(visit.course),
        f'<a href="{visit.path()}">{escape(visit.assessment.display_name)}</a>',
    ]
    content = f"<h2>{escape(title)}</h2><ul>{items}</ul>"
    return render(visit.call, Page(title, content, visit.course, visit.member, crumbs))
