"""The user's own submissions, their feedback, and handing in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..calls import Call, assessment_path, read, submission
from ..models import Feedback, Handin, Submission

if TYPE_CHECKING:
    from ..http_messages import UploadBody


def submissions(course: str, assessment: str) -> Call[list[Submission]]:
    """The user's own submissions, newest first."""
    path = f"{assessment_path(course, assessment)}/submissions"
    return read(path, list[Submission], "user_scores", course=course, assessment=assessment)


def feedback(course: str, assessment: str, version: int, problem: str) -> Call[Feedback]:
    """The feedback of one submission; `problem` only has to exist. Withhold it while the score is unreleased."""
    path = f"{assessment_path(course, assessment)}/submissions/{version}/feedback"
    return read(path, Feedback, "user_scores", {"problem": problem}, course=course, assessment=assessment)


def submit(course: str, assessment: str, upload: UploadBody) -> Call[Handin]:
    """Hand in one file; for Client.submit only, which reads the outcome as the server means it."""
    path = f"{assessment_path(course, assessment)}/submit"
    return submission(path, Handin, upload, course=course, assessment=assessment)
