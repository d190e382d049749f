"""Handing in, shared by the API and the web form: the checks, the versions, the autograder."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from .models import Submission

if TYPE_CHECKING:
    from .models import Assessment, Course, Member
    from .params import Upload
    from .state import State

MIB = 2**20
CLOSED = "past_end_at"
NOT_OPEN = "before_start_at"
AT_LIMIT = "at_submission_limit"
DROPPED = "user_dropped"

VALIDATION_WORDS = {
    CLOSED: "You cannot submit because it is past the deadline.",
    NOT_OPEN: "We are not yet accepting submissions on this assessment.",
    AT_LIMIT: "You have already reached the submission limit.",
    DROPPED: "You cannot submit because you have dropped the course.",
}
"""What ActiveRecord's validation says; the API answers it with 500."""


class NotSavedError(Exception):
    """Why nothing was handed in, in the server's words."""


def why_not(state: State, course: Course, assessment: Assessment, member: Member) -> str | None:
    """None if the member may hand in now; staff always may.

    `can_submit?` of app/models/assessment_user_datum.rb: the member's own end, late slack included.
    """
    if not member.is_student:
        return None
    now = state.clock.now()
    if member.dropped:
        return DROPPED
    if now < assessment.start_at:
        return NOT_OPEN
    end = assessment.end_for(member.id)
    if end is not None and now > end + timedelta(seconds=course.late_slack):
        return CLOSED
    limit = assessment.max_submissions
    used = len(assessment.of_member(member.id))
    return AT_LIMIT if limit >= 0 and used >= limit else None


def too_large(assessment: Assessment, size: int) -> bool:
    """Exactly the limit passes."""
    return size > assessment.max_size * MIB


def wrong_type(assessment: Assessment, filename: str) -> bool:
    """The assessment's own checkMimeType."""
    suffix = assessment.required_suffix
    return suffix is not None and not filename.endswith(suffix)


def why_not_as_a_group(assessment: Assessment, member: Member) -> str | None:
    """What `validateHandinForGroups` (app/helpers/assessment_handin_core.rb) has against the member's group."""
    group = assessment.group_of(member.id) if assessment.group_size > 1 else None
    if group is None:
        return None
    for one in group.member_ids:
        if one in group.unconfirmed:
            return "Submission not allowed until all group members confirm their group membership"
        if 0 <= assessment.max_submissions <= len(assessment.of_member(one)):
            return "A member of your group has reached the submission limit for this assessment"
    return None


def save(
    state: State, course: Course, assessment: Assessment, member: Member, upload: Upload
) -> list[Submission]:
    """One row, or one per group member, each with its own version number. The first member's is the one reported.

    `saveHandin` of app/helpers/assessment_handin_core.rb: a group's rows are one transaction, a single row stays
    when its file cannot be stored. Raises NotSavedError.
    """
    group = assessment.group_of(member.id) if assessment.group_size > 1 else None
    by_id = {m.id: m for m in course.members.values()}
    members = [by_id[i] for i in sorted(group.member_ids)] if group else [member]
    for one in members:  # a partner's reason is told to whoever submits, as if it were their own
        trouble = why_not(state, course, assessment, one)
        if trouble is not None:
            raise NotSavedError(f"Validation failed: {VALIDATION_WORDS[trouble]}")
    if assessment.storage_trouble and group:
        raise NotSavedError(assessment.storage_trouble)
    rows = [_row(state, assessment, one.id, upload) for one in members]
    assessment.submissions += rows
    if assessment.storage_trouble:
        raise NotSavedError(assessment.storage_trouble)
    return rows


def _row(state: State, assessment: Assessment, member_id: int, upload: Upload) -> Submission:
    version = assessment.last_versions.get(member_id, 0) + 1
    assessment.last_versions[member_id] = version
    row = Submission(
        state.next_id("submissions"),
        member_id,
        version,
        None,
        state.clock.now(),
        uploaded_name=upload.filename,
    )
    if not assessment.storage_trouble:
        row.filename = f"{version}_{assessment.handin_filename}"
        row.size, row.sha256, row.head = upload.size, upload.sha256, upload.head
    return row
