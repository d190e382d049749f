"""A small autograder: grades and releases what was handed in some seconds ago, when somebody looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .models import Score

if TYPE_CHECKING:
    from .models import Assessment, Submission
    from .state import State


class Autograder:
    """Jobs are settled lazily against the sandbox's clock, so that advancing it is enough in a test."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._jobs: list[tuple[float, Assessment, Submission]] = []

    def enqueue(self, assessment: Assessment, submission: Submission) -> None:
        """Grade `submission` once the assessment's grader has had its time."""
        seconds = assessment.grader.seconds if assessment.grader else 0.0
        submission.grading = True
        self._jobs.append((self._state.clock.time() + seconds, assessment, submission))

    def settle(self) -> None:
        """Write the scores of every job that is due."""
        now = self._state.clock.time()
        due = [job for job in self._jobs if job[0] <= now]
        self._jobs = [job for job in self._jobs if job[0] > now]
        for _, assessment, submission in due:
            grader = assessment.grader
            grade = grader.grade if grader and grader.grade else None
            submission.scores.update(grade(submission) if grade else full_marks(assessment))
            submission.grading = False


def full_marks(assessment: Assessment) -> dict[str, Score]:
    """Everything right, released at once."""
    words = "Autograder: all tests passed."
    return {p.name: Score(p.max_score, feedback=words) for p in assessment.problems}
