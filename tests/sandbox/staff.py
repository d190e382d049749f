"""What the staff of a course do on Autolab's own pages, as far as it reaches what students see through the API.

`updated_at` moves with a column of the assessment and with its problems (`touch: true` in app/models/problem.rb). It
stands still when the course's late slack changes, an autograder is set up, extensions or grade types are given, and
for everything that happens to submissions and scores.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .models import Extension, Member, Problem, Score, Submission

if TYPE_CHECKING:
    from .models import Assessment, Course
    from .state import State


class Staff:
    """The staff's hands on one assessment. Members are named by e-mail address."""

    def __init__(self, state: State, course: Course, assessment: Assessment) -> None:
        self._state, self._course, self.assessment = state, course, assessment

    def change(self, **columns: Any) -> None:
        """Save the assessment's form: dates, max_submissions, disable_handins, penalties, ..."""
        for name, value in columns.items():
            if not hasattr(self.assessment, name):
                raise AttributeError(name)
            setattr(self.assessment, name, value)
        self.assessment.updated_at = self._state.clock.now()

    def add_problem(self, name: str, max_score: float) -> None:
        """One more problem."""
        self.assessment.problems.append(Problem(self._state.next_id("problems"), name, max_score))
        self.assessment.updated_at = self._state.clock.now()

    def delete_problem(self, name: str) -> None:
        """A problem and all its scores."""
        self.assessment.problems = [p for p in self.assessment.problems if p.name != name]
        for submission in self.assessment.submissions:
            submission.scores.pop(name, None)
        self.assessment.updated_at = self._state.clock.now()

    def delete_submission(self, email: str, version: int | None = None) -> None:
        """The newest, or the one named. The next number follows the highest that is left, so the newest is reused.

        `delete_version_number` of app/models/assessment_user_datum.rb.
        """
        member = self._member(email)
        listed = self.assessment.of_member(member.id)
        gone = next(s for s in listed if version in (None, s.version))
        self.assessment.submissions.remove(gone)
        left = self.assessment.of_member(member.id)
        self.assessment.last_versions[member.id] = left[0].version if left else 0

    def recreate(self) -> None:
        """Delete the assessment and make another of the same name; this object is about the new one from now on."""
        now = self._state.clock.now()
        self.assessment = replace(
            self.assessment,
            id=self._state.next_id("assessments"),
            created_at=now,
            updated_at=now,
            problems=[replace(p, id=self._state.next_id("problems")) for p in self.assessment.problems],
            submissions=[],
            groups=[],
            last_versions={},
            extensions={},
            grade_types={},
        )
        self._course.assessments[self.assessment.name] = self.assessment

    def submit_for(self, email: str, scores: dict[str, float] | None = None) -> Submission:
        """A submission that the staff enter for a member, whatever the dates say, with released scores."""
        member = self._member(email)
        version = self.assessment.last_versions.get(member.id, 0) + 1
        self.assessment.last_versions[member.id] = version
        name = f"{version}_{self.assessment.handin_filename}"
        row = Submission(
            self._state.next_id("submissions"), member.id, version, name, self._state.clock.now()
        )
        self.assessment.submissions.append(row)
        row.scores = {problem: Score(value) for problem, value in (scores or {}).items()}
        return row

    def score(self, email: str, problem: str, value: float | None, feedback: str | None = None) -> None:
        """Grade a member's newest submission and release it."""
        newest = self.assessment.of_member(self._member(email).id)[0]
        newest.scores[problem] = Score(value, feedback=feedback)

    def extend(self, email: str, days: int | None) -> None:
        """Give a member so many days more, or (None) all the time there is."""
        self.assessment.extensions[self._member(email).id] = Extension(days)

    def grade_type(self, email: str, shown: str) -> None:
        """Excuse a member (EXC) or give them no grade (NG): pages show it for every score, the API does not."""
        self.assessment.grade_types[self._member(email).id] = shown

    def tweak(self, email: str, points: float) -> None:
        """Add points to a member's newest submission, or take some."""
        self.assessment.of_member(self._member(email).id)[0].tweak = points

    def drop(self, email: str) -> None:
        """A member has left the course."""
        self._member(email).dropped = True

    def unconfirm(self, email: str) -> None:
        """A member of a group has not confirmed that they are one; groups made through the API are confirmed."""
        member = self._member(email)
        group = self.assessment.group_of(member.id)
        if group is None:
            raise LookupError(email)
        group.unconfirmed.add(member.id)

    def _member(self, email: str) -> Member:
        return next(m for m in self._course.members.values() if m.user.email == email)
