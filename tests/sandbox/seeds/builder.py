"""Short words for filling a sandbox; times are days from the moment of seeding."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from ..clock import after_days
from ..models import Assessment, Course, Member, Problem, Score, Submission, User

if TYPE_CHECKING:
    from ..state import State

SUBMITTED = b"/* handed in */\nint main(void) { return 0; }\n"


class Builder:
    """Adds people, courses, assessments and submissions to a state."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.now = state.clock.now()

    def user(self, email: str, password: str, first: str, last: str, **more: Any) -> User:
        """An account."""
        user = User(self.state.next_id("users"), email, password, first, last, self.now, **more)
        self.state.users[user.id] = user
        return user

    def course(
        self, name: str, display_name: str, semester: str, days: tuple[float, float], **more: Any
    ) -> Course:
        """A course from `days[0]` to `days[1]`."""
        start, end = (after_days(self.now, d).date() for d in days)
        course = Course(self.state.next_id("courses"), name, display_name, semester, start, end, **more)
        self.state.courses[name] = course
        return course

    def enrol(self, course: Course, level: str, *users: User) -> None:
        """Lecture 1, section A, nickname as the first name."""
        for user in users:
            number = self.state.next_id("members")
            course.members[user.id] = Member(number, user, level, nickname=user.first_name.lower())

    def assessment(
        self,
        course: Course,
        names: tuple[str, str, str],
        days: tuple[float, float, float],
        problems: list[Problem],
        **more: Any,
    ) -> Assessment:
        """`names` are name, display name and category; `days` are start, due and end."""
        start, due, end = (after_days(self.now, d) for d in days)
        made = Assessment(
            self.state.next_id("assessments"),
            *names,
            start,
            due,
            end,
            self.now,
            self.now,
            problems=problems,
            **more,
        )
        course.assessments[made.name] = made
        return made

    def problem(self, name: str, max_score: float, description: str | None = None) -> Problem:
        """A graded part."""
        return Problem(self.state.next_id("problems"), name, max_score, description)

    def submission(
        self,
        course: Course,
        assessment: Assessment,
        user: User,
        days: float,
        scores: tuple[float | None, ...] = (),
        *,
        released: bool = True,
        feedback: str | None = None,
    ) -> Submission:
        """The next version of `user`; a None among the scores is an ungraded problem."""
        member = course.members[user.id]
        version = assessment.last_versions.get(member.id, 0) + 1
        assessment.last_versions[member.id] = version
        made = Submission(
            self.state.next_id("submissions"),
            member.id,
            version,
            f"{version}_{assessment.handin_filename}",
            after_days(self.now, days),
            len(SUBMITTED),
            hashlib.sha256(SUBMITTED).hexdigest(),
            SUBMITTED,
            assessment.handin_filename,
        )
        for problem, value in zip(assessment.problems, scores, strict=False):
            if value is not None:
                made.scores[problem.name] = Score(value, released, feedback)
        assessment.submissions.append(made)
        return made
