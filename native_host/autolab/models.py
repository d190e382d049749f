"""What Autolab's API v1 answers, typed (shared knowledge: server routes under /api/v1).

Deployments vary: only what an object cannot be named without is required, the rest may be null or missing, and
members we do not know are ignored. Times stay texts as the server gave them: ISO 8601 with offset.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

Whole = Annotated[int, msgspec.Meta(ge=-(2**53) + 1, le=2**53 - 1)]
"""A number that the extension reads as the same one."""
Words = Annotated[str, msgspec.Meta(max_length=1000)]
"""A name, a title, a date: Autolab's columns hold 255 characters. Bounded, so that a notification fits its frame."""
Email = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]

UNRELEASED = "unreleased"
"""What the server writes in place of a score it withholds."""

Score = float | str | None
"""A number; the text UNRELEASED; null where staff cleared a score. An ungraded problem is absent instead."""


class User(msgspec.Struct, frozen=True):
    """GET /user: who the token belongs to."""

    email: Email
    first_name: Words | None = None
    last_name: Words | None = None
    school: Words | None = None
    major: Words | None = None
    year: Words | Whole | None = None


class Course(msgspec.Struct, frozen=True):
    """One of GET /courses. `auth_level`: student, course_assistant or instructor."""

    name: Words
    display_name: Words | None = None
    semester: Words | None = None
    late_slack: Whole | None = None
    grace_days: Whole | None = None
    auth_level: Words | None = None


class CreatedCourse(msgspec.Struct, frozen=True):
    """POST /courses."""

    name: Words


class Assessment(msgspec.Struct, frozen=True):
    """One of GET /assessments."""

    name: Words
    display_name: Words | None = None
    category_name: Words | None = None
    start_at: Words | None = None
    due_at: Words | None = None
    end_at: Words | None = None


class AssessmentDetails(msgspec.Struct, frozen=True):
    """GET /assessments/X. `max_submissions` -1: unlimited; `disable_handins` null: false; sizes are not included.

    Servers older than version 3 do not say what can be scored: `max_total_score` and `max_scores` are null then.
    """

    name: Words
    display_name: Words | None = None
    category_name: Words | None = None
    start_at: Words | None = None
    due_at: Words | None = None
    end_at: Words | None = None
    description: str | None = None
    updated_at: Words | None = None
    max_grace_days: Whole | None = None
    max_submissions: Whole | None = None
    disable_handins: bool | None = None
    group_size: Whole | None = None
    writeup_format: Words | None = None
    handout_format: Words | None = None
    has_scoreboard: bool | None = None
    has_autograder: bool | None = None
    max_unpenalized_submissions: Whole | None = None
    max_total_score: float | None = None
    max_scores: dict[str, float | None] | None = None


class Problem(msgspec.Struct, frozen=True):
    """One of GET /problems."""

    name: Words
    description: str | None = None
    max_score: float | None = None
    optional: bool | None = None
    starred: bool | None = None


class Submission(msgspec.Struct, frozen=True):
    """One of GET /submissions: the user's own, newest first."""

    version: Whole
    filename: Words | None = None
    created_at: Words | None = None
    scores: dict[str, Score] | None = {}

    def __post_init__(self) -> None:
        if self.scores is None:
            msgspec.structs.force_setattr(self, "scores", {})


class Feedback(msgspec.Struct, frozen=True):
    """GET /submissions/V/feedback. The server gives it even while the score is unreleased."""

    feedback: str | None


class Handin(msgspec.Struct, frozen=True):
    """POST /submit: the version, and the name the server keeps the file under."""

    version: Whole
    filename: Words | None = None


class CourseUser(msgspec.Struct, frozen=True):
    """One of GET /course_user_data."""

    email: Email
    first_name: Words | None = None
    last_name: Words | None = None
    lecture: Words | None = None
    section: Words | None = None
    grade_policy: Words | None = None
    nickname: Words | None = None
    dropped: bool | None = None
    school: Words | None = None
    major: Words | None = None
    year: Words | Whole | None = None
    auth_level: Words | None = None


class GroupMember(msgspec.Struct, frozen=True):
    """A user as a group shows it."""

    email: Email
    first_name: Words | None = None
    last_name: Words | None = None


class Group(msgspec.Struct, frozen=True):
    """A group without its members."""

    id: Whole
    name: Words | None = None
    created_at: Words | None = None
    updated_at: Words | None = None


class Groups(msgspec.Struct, frozen=True):
    """GET /groups."""

    group_size: Whole
    groups: list[Group]


class GroupsWithMembers(msgspec.Struct, frozen=True):
    """GET /groups?show_members=true: the server then gives members without the groups' ids and names."""

    group_size: Whole
    groups: list[list[GroupMember]]


class GroupSettings(msgspec.Struct, frozen=True):
    """POST /set_group_settings."""

    group_size: Whole
    allow_student_assign_group: bool | None = None


class Message(msgspec.Struct, frozen=True):
    """An answer that only says what was done."""

    message: str


Scores = dict[str, dict[str, Score]]
"""version → problem → score."""


class Material(msgspec.Struct, frozen=True):
    """A writeup or handout: nothing, an address, or a file that has been streamed to the caller's sink."""

    kind: Literal["none", "url", "file"]
    url: str | None = None
    filename: str | None = None
    size: int | None = None
