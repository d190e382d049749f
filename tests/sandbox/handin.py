"""Handing in, shared by the API and the web form: the checks, the versions, the autograder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .models import Submission

if TYPE_CHECKING:
    from .models import Assessment, Member
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


def why_not(state: State, assessment: Assessment, member: Member) -> str | None:
    """None if the member may hand in now; staff always may."""
    if not member.is_student:
        return None
    now = state.clock.now()
    if member.dropped:
        return DROPPED
    if now < assessment.start_at:
        return NOT_OPEN
    if now > assessment.end_at:
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


def group_member_at_limit(assessment: Assessment, member: Member) -> bool:
    """Group hand-ins count for every member."""
    group = assessment.group_of(member.id) if assessment.group_size > 1 else None
    if group is None or assessment.max_submissions < 0:
        return False
    return any(len(assessment.of_member(m)) >= assessment.max_submissions for m in group.member_ids)


def save(state: State, assessment: Assessment, member: Member, upload: Upload) -> list[Submission]:
    """One row, or one per group member, each with its own version number. The first is the one reported."""
    group = assessment.group_of(member.id) if assessment.group_size > 1 else None
    member_ids = sorted(group.member_ids) if group else [member.id]
    rows = [_row(state, assessment, member_id, upload) for member_id in member_ids]
    assessment.submissions += rows
    return rows


def _row(state: State, assessment: Assessment, member_id: int, upload: Upload) -> Submission:
    version = assessment.last_versions.get(member_id, 0) + 1
    assessment.last_versions[member_id] = version
    return Submission(
        state.next_id("submissions"),
        member_id,
        version,
        f"{version}_{assessment.handin_filename}",
        state.clock.now(),
        upload.size,
        upload.sha256,
        upload.head,
        upload.filename,
    )
