"""What course staff read and change."""

from __future__ import annotations

from typing import Literal, TypedDict

from ..identifiers import Email, Origin
from .common import ServerTime
from .reads import CourseParams, Score
from .submissions import AssessmentParams

AuthLevel = Literal["student", "course_assistant", "instructor"]
"""What somebody may do in a course."""
VersionScores = dict[str, dict[str, Score]]
"""By version, then by problem; released or not."""


class Member(TypedDict):
    """Somebody in a course's roster."""

    email: Email
    first_name: str | None
    last_name: str | None
    lecture: str | None
    section: str | None
    grade_policy: str | None
    nickname: str | None
    dropped: bool | None
    school: str | None
    major: str | None
    year: str | int | None
    auth_level: str | None
    """student, course_assistant or instructor"""


class GroupMember(TypedDict):
    """Somebody in a group."""

    email: Email
    first_name: str | None
    last_name: str | None


class Group(TypedDict):
    """A group without its members."""

    id: int
    name: str | None
    created_at: ServerTime | None
    updated_at: ServerTime | None


class Groups(TypedDict):
    """The groups of an assessment."""

    group_size: int
    groups: list[Group]


class GroupsWithMembers(TypedDict):
    """Members, group by group: the server does not say which group is which."""

    group_size: int
    groups: list[list[GroupMember]]


class MemberParams(CourseParams):
    """Somebody in a course."""

    email: str


class CreateMemberParams(MemberParams):
    """Somebody to enroll."""

    lecture: str
    section: str
    auth_level: AuthLevel
    grade_policy: str | None
    nickname: str | None


class UpdateMemberParams(MemberParams):
    """What is to be different; the rest stays."""

    lecture: str | None
    section: str | None
    auth_level: AuthLevel | None
    dropped: bool | None
    grade_policy: str | None
    nickname: str | None


class GroupParams(AssessmentParams):
    """A group."""

    group: int


class NewGroup(TypedDict):
    """A group to make; members by e-mail."""

    name: str
    members: list[str]


class CreateGroupsParams(AssessmentParams):
    """Groups to make."""

    groups: list[NewGroup]


class GroupSettingsParams(AssessmentParams):
    """How groups form."""

    group_size: int
    allow_student_assign_group: bool


class StudentParams(AssessmentParams):
    """Somebody's work."""

    email: str


class NewScore(TypedDict):
    """A score to enter."""

    problem: str
    score: float


class UpdateScoresParams(StudentParams):
    """Scores of the latest submission; they stay unreleased."""

    scores: list[NewScore]
    whole_group: bool | None


class CreateProblemParams(AssessmentParams):
    """A problem to add."""

    name: str
    max_score: float
    description: str | None
    optional: bool | None
    starred: bool | None


class CreateCourseParams(TypedDict):
    """A course to create; dates are YYYY-MM-DD."""

    server: Origin
    name: str
    semester: str
    instructor_email: str
    start_date: str | None
    end_date: str | None
