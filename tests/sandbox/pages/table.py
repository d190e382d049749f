"""The table of submissions, on the assessment page (latest three) and on the history page (all)."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

from ..clock import page_time
from .icons import icon

if TYPE_CHECKING:
    from ..models import Assessment, Course, Problem, Submission
    from .enter import Visit

DAY = 86400


def plural(count: int, noun: str) -> str:
    """`1 day`, `2 days`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def days_late(course: Course, a: Assessment, s: Submission) -> int:
    """Whole days past the member's due date, a begun one counted unless the course's late slack covers it."""
    due = a.due_for(s.member_id)
    if due is None or s.created_at <= due or s.member_id in a.grade_types:
        return 0
    seconds = (s.created_at - due).total_seconds()
    return math.ceil(seconds / DAY) - (seconds % DAY <= course.late_slack)


def grace_days(course: Course, member_id: int, until: Assessment | None = None) -> int:
    """What is left of the course's grace days after the latest submissions, before `until` if it is given."""
    left = course.grace_days
    for a in course.ordered_assessments():
        if a is until:
            break
        mine = a.of_member(member_id)
        left -= min(days_late(course, a, mine[0]), usable(left, a)) if mine else 0
    return left


def usable(left: int, a: Assessment) -> int:
    """How many of the grace days left may be used on one assessment."""
    return left if a.max_grace_days is None else min(left, a.max_grace_days)


def submission_table(visit: Visit, submissions: list[Submission]) -> str:
    """`.submissions table.sub`."""
    a = visit.assessment
    heads = "".join(
        f'<th title="Max {p.max_score} points">{escape(p.name)}<br>({p.max_score})</th>' for p in a.problems
    )
    late = "<th>Days Late<br>(Grace Days Used)</th>" if visit.course.grace_days >= 0 else ""
    version = "<th>Version Penalty (Over Threshold By)</th>" if a.version_threshold >= 0 else ""
    staff = "<th>Tweak</th><th>Instructor Actions</th>" if visit.member.is_instructor else ""
    rows = "".join(_row(visit, s) for s in submissions)
    body = rows or '<tr><td colspan="400">No Submissions yet!</td></tr>'
    return f"""<div class="submissions">
<table class="highlight sub" border=1>
<thead><tr><th>Ver</th><th>File</th><th>Submission Date</th>{heads}{late}{version}
<th title="Max {a.max_total_score} points">Total Score<br>({a.max_total_score})</th>{staff}</tr></thead>
<tbody>{body}</tbody>
</table>
</div>"""


def _row(visit: Visit, s: Submission) -> str:
    a, course = visit.assessment, visit.course
    cells = "".join(f'<td class="prettyBorder">{_score(visit, s, p)}</td>' for p in a.problems)
    late = ""
    if course.grace_days >= 0:
        days = days_late(course, a, s)
        grace = min(days, usable(grace_days(course, s.member_id, a), a))
        late = f"""<td><span class="nobr" title="Submitted {days} day(s) late">{plural(days, "day")}</span>
<span class="nobr" title="Used {grace} grace day(s)">({plural(grace, "day")})</span></td>"""
    version = ""
    if a.version_threshold >= 0:
        over = max(0, len(a.of_member(s.member_id)) - a.version_threshold)
        version = f"<td>{a.version_penalty * over:.1f} <i>({over})</i></td>"
    staff = ""
    if visit.member.is_instructor:
        edit = f'<a href="{visit.path("submissions", s.id, "edit")}">(Edit)</a>'
        staff = f'<td>{s.tweak:+.1f}</td><td class="smallText">{edit}</td>'
    return f"""<tr>
<td>{s.version}</td>
<td>{_download(visit, s)}</td>
<td class="smallText"><span class="moment-date-time">{page_time(s.created_at, visit.call.zone)}</span></td>
{cells}{late}{version}
<td>{total(course, a, s)}</td>{staff}
</tr>"""


def _score(visit: Visit, s: Submission, p: Problem) -> str:
    if s.member_id in visit.assessment.grade_types:
        return visit.assessment.grade_types[s.member_id]
    score = s.scores.get(p.name)
    target = visit.path("viewFeedback") + f"?feedback={p.id}&amp;submission_id={s.id}"
    if score is None and s.grading:
        return f'<a href="{target}">{icon("access_time", "tiny")}</a>'
    if score is None or not score.released:
        return "--"
    shown = f"{score.value or 0.0:.1f}"
    if score.feedback is None:
        return shown
    return f'<a href="{target}">{shown}</a>'


def total(course: Course, a: Assessment, s: Submission) -> str:
    """The final score: `final_score_opts!` of app/models/submission.rb takes penalties off and adds the tweak."""
    if s.member_id in a.grade_types:
        return a.grade_types[s.member_id]
    required = [s.scores.get(p.name) for p in a.problems if not p.optional]
    if any(score is None or not score.released for score in required):
        return "--"
    raw = sum(score.value or 0.0 for score in s.scores.values() if score.released)
    late = days_late(course, a, s)
    late -= min(late, usable(grace_days(course, s.member_id, a), a))
    over = max(0, len(a.of_member(s.member_id)) - a.version_threshold) if a.version_threshold >= 0 else 0
    left = max(0.0, max(0.0, raw - a.late_penalty * late) - a.version_penalty * over)
    return f"{left + s.tweak:.1f}"


def _download(visit: Visit, s: Submission) -> str:
    if s.filename is None:
        return "No file"
    view, download = visit.path("submissions", s.id, "view"), visit.path("submissions", s.id, "download")
    look = 'class="btn btn-small white submission-history-button"'
    return f"""<div class="history-download-pane" style="margin-right: 30px;">
<a title="View Source" {look} href="{view}">{icon("zoom_in", "")} View Source</a>
<div style="height: 4px"></div>
<a title="Download Submission" {look} href="{download}">{icon("file_download", "")} Download Submission</a>
</div>"""
