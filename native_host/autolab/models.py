"""What Autolab's API v1 answers, typed (shared knowledge: server routes under /api/v1).

Deployments vary: only what an object cannot be named without is required, the rest may be null or missing, and
members we do not know are ignored. Times stay texts as the server gave them: ISO 8601 with offset.
"""

from __future__ import annotations

from typing import Literal

import msgspec

UNRELEASED = "unreleased"
"""What the server writes in place of a score it withholds."""

Score = float | str | None
"""A number; the text UNRELEASED; null where staff cleared a score. An ungraded problem is absent instead."""


class User(msgspec.Struct, frozen=True):
    """GET /user: who the token belongs to."""

    email: str
    first_name: str | None = None
    last_name: str | None = None
    school: str | None = None
    major: str | None = None
    year: str | int | None = None


class Course(msgspec.Struct, frozen=True):
    """One of GET /courses. `auth_level`: student, course_assistant or instructor."""

    name: str
    display_name: str | None = None
    semester: str | None = None
    late_slack: int | None = None
    grace_days: int | None = None
    auth_level: str | None = None


class CreatedCourse(msgspec.Struct, frozen=True):
    """POST /courses."""

    name: str


class Assessment(msgspec.Struct, frozen=True):
    """One of GET /assessments."""

    name: str
    display_name: str | None = None
    category_name: str | None = None
    start_at: str | None = None
    due_at: str | None = None
    end_at: str | None = None


class AssessmentDetails(msgspec.Struct, frozen=True):
    """GET /assessments/X. `max_submissions` -1: unlimited; `disable_handins` null: false; sizes are not told."""

    name: str
    display_name: str | None = None
    category_name: str | None = None
    start_at: str | None = None
    due_at: str | None = None
    end_at: str | None = None
    description: str | None = None
    updated_at: str | None = None
    max_grace_days: int | None = None
    max_submissions: int | None = None
    disable_handins: bool | None = None
    group_size: int | None = None
    writeup_format: str | None = None
    handout_format: str | None = None
    has_scoreboard: bool | None = None
    has_autograder: bool | None = None
    max_unpenalized_submissions: int | None = None
    max_total_score: float | None = None
    max_scores: dict[str, float | None] = {}


class Problem(msgspec.Struct, frozen=True):
    """One of GET /problems."""

    name: str
    description: str | None = None
    max_score: float | None = None
    optional: bool | None = None
    starred: bool | None = None


class Submission(msgspec.Struct, frozen=True):
    """One of GET /submissions: the user's own, newest first."""

    version: int
    filename: str | None = None
    created_at: str | None = None
    scores: dict[str, Score] = {}


class Feedback(msgspec.Struct, frozen=True):
    """GET /submissions/V/feedback. The server gives it even while the score is unreleased."""

    feedback: str | None


class Handin(msgspec.Struct, frozen=True):
    """POST /submit: the version, and the name the server keeps the file under."""

    version: int
    filename: str | None = None


class CourseUser(msgspec.Struct, frozen=True):
    """One of GET /course_user_data."""

    email: str
    first_name: str | None = None
    last_name: str | None = None
    lecture: str | None = None
    section: str | None = None
    grade_policy: str | None = None
    nickname: str | None = None
    dropped: bool | None = None
    school: str | None = None
    major: str | None = None
    year: str | int | None = None
    auth_level: str | None = None


class GroupMember(msgspec.Struct, frozen=True):
    """A user as a group shows it."""

    email: str
    first_name: str | None = None
    last_name: str | None = None


class Group(msgspec.Struct, frozen=True):
    """A group without its members."""

    id: int
    name: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class Groups(msgspec.Struct, frozen=True):
    """GET /groups."""

    group_size: int
    groups: list[Group]


class GroupsWithMembers(msgspec.Struct, frozen=True):
    """GET /groups?show_members=true: the server then gives members without the groups' ids and names."""

    group_size: int
    groups: list[list[GroupMember]]


class GroupSettings(msgspec.Struct, frozen=True):
    """POST /set_group_settings."""

    group_size: int
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
