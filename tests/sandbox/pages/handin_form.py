"""Inside `#handin_show_assessment`: Autolab's own upload form, or the sentence that says why there is none."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from .. import handin
from .icons import icon
from .table import grace_days, plural, usable

if TYPE_CHECKING:
    from .enter import Visit

WHY_NOT = {
    handin.DROPPED: "You cannot submit because you have dropped the course.",
    handin.NOT_OPEN: "We are not yet accepting submissions for this assessment.",
    handin.CLOSED: "We are no longer accepting submissions for this assessment.",
    handin.AT_LIMIT: "You have reached the maximum number of submissions allowed for this assessment.",
}
DAY = 86400


def affirmation(late: str = "") -> str:
    """The sentence beside the integrity box."""
    return (
        "I affirm that I have complied with this course's academic integrity policy "
        f"as defined in the syllabus{late}."
    )


def panel(visit: Visit, why: str | None) -> str:
    """Content of the hand-in panel's lower half."""
    if why is not None:
        return f"<h3>{WHY_NOT[why]}</h3>"
    if visit.assessment.embedded_quiz:
        return '<div class="row"><div class="col s12"></div></div>'
    return _form(visit)


def _late(visit: Visit) -> str:
    """Empty, or how late a submission would be and what it would use up."""
    a = visit.assessment
    due = a.due_for(visit.member.id)
    seconds = (visit.state.clock.now() - due).total_seconds() if due else 0.0
    if seconds <= 0:
        return ""
    days = int(-(-seconds // DAY))
    grace = usable(grace_days(visit.course, visit.member.id, a), a)
    said = f"submitting {plural(days, 'day')} late using "
    if grace >= days:
        return said + plural(days, "grace day")
    if grace > 0:
        return said + f"{plural(grace, 'grace day')} with {plural(days - grace, 'penalty late day')}"
    return said + plural(days, "penalty late day")


def _left(visit: Visit) -> str:
    a = visit.assessment
    if a.max_submissions < 0:
        return "(unlimited submissions left)"
    left = max(0, a.max_submissions - len(a.of_member(visit.member.id)))
    return f"({plural(left, 'submission')} left)"


def _format(visit: Visit) -> str:
    _, dot, suffix = visit.assessment.handin_filename.partition(".")
    if not dot:
        return ""
    return f"""<div class="filename-check" id="filename-check"><div>Handin format:
.<b id="handin-file-type">{escape(suffix)}</b> files</div>
<b id="handin-file-type-incorrect" style="color: red; margin: 0"></b></div>"""


def _form(visit: Visit) -> str:
    late = _late(visit)
    warning = confirmed = ""
    if late:
        warning = "<p><b>Warning:</b> Submitting late may result in the usage of a grace day or a grade penalty!</p>"
        confirmed = f" and that I am {late} under the late policy as defined in the syllabus"
    events = (
        'ondrop="dropHandler(event);" ondragover="dragOverHandler(event);" '
        'ondragenter="dragEnter(event);" ondragexit="dragExit(event);"'
    )
    return f"""{warning}<div class="row"><div class="col s12">
<form name="submissionForm" onclick="return validateIntegrity();" class="new_submission" id="new_submission"
 enctype="multipart/form-data" action="{visit.path("handin")}" accept-charset="UTF-8" method="post">
<input name="utf8" type="hidden" value="&#x2713;">
<input type="hidden" name="authenticity_token" value="{visit.call.csrf_token()}">
<div class="submission-panel">
  <div class="error file-error" id="flash_error" style="background: white;display: none;">
    There was an error processing your file, please try adding it again.
  </div>
  <div class="ui tab active" data-tab="upload" id="upload_tab">
    <div class="row handin-row">
      <div class="valign-wrapper drag-drop-handin" tabindex="0" onclick="clickDrag(event);"
       onkeydown="clickDrag(event);" {events}>
        <p class="center-align" style="color:grey;"><b>Drag a file here to hand in. Click to select a file.</b>
        <br><span style="font-size: 10px;">Files do not submit automatically.</span></p>
      </div>
    </div>
    <div class="row handedin-row" style="display: none;margin-top: 10px;">
      <div class="col s2 center-align">{icon("insert_drive_file", "")}</div>
      <div class="col s8"><p><b id="handin-file-name"></b><br>
        Last modified: <span id="handin-modify-date"></span><br>
        <span id="handin-text">Lines of code: <span id="handin-loc">Calculating...</span><br></span>
        File size: <span id="handin-size"></span><br></p></div>
      <div class="col s1 right-align">
        <i id="remove-handed-in" class="material-icons small" data-icon="close">close</i></div>
    </div>
  </div>
</div>
{_format(visit)}
<label for="integrity_checkbox"><input type="checkbox" name="integrity_checkbox" id="integrity_checkbox" value="1">
<span>{affirmation(confirmed)}</span></label>
<input type="file" name="submission[file]" id="submission_file">
<div class="row" style="padding-top: 10px">
  <div id="submission_error" style="color:red" class="col s8 center-align"></div>
  <div class="col m4 center-align">
    <input type="submit" name="commit" value="Submit{" Late" if late else ""}" id="fake-submit"
     class="btn primary handin-btn disabled" data-disable-with="Submit">
  </div>
</div>
<div class="smallText right-align" style="padding-top: 6px">{_left(visit)}<br><b>{late}</b></div>
</form>
</div></div>"""
