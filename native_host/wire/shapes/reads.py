"""What is read from a server, for the user."""

from __future__ import annotations

from typing import Generic, Literal, NotRequired, TypedDict, TypeVar

from ..identifiers import Email, Origin
from .common import ServerTime, Utc

T = TypeVar("T")

Score = float | str | None
"""A number; the text "unreleased" where it is withheld; null where staff cleared it. An ungraded problem is absent."""


class Remembered(TypedDict, Generic[T]):
    """What the ledger remembers, or what the server has just said."""

    data: T
    fetched_at: Utc
    stale: bool
    """the server is asked behind this reply; `changed` follows if it says something else"""


class Changed(TypedDict, Generic[T]):
    """What a change on the server came to."""

    data: T


class User(TypedDict):
    """Who the session belongs to."""

    email: Email
    first_name: str | None
    last_name: str | None
    school: str | None
    major: str | None
    year: str | int | None


class Course(TypedDict):
    """A course of the user's."""

    name: str
    display_name: str | None
    semester: str | None
    late_slack: int | None
    grace_days: int | None
    auth_level: str | None
    """student, course_assistant or instructor"""


class Assessment(TypedDict):
    """An assessment as the course lists it."""

    name: str
    display_name: str | None
    category_name: str | None
    start_at: ServerTime | None
    due_at: ServerTime | None
    end_at: ServerTime | None


class AssessmentDetails(Assessment):
    """An assessment as its own page tells it."""

    description: str | None
    updated_at: ServerTime | None
    max_grace_days: int | None
    max_submissions: int | None
    """-1: unlimited"""
    disable_handins: bool | None
    group_size: int | None
    writeup_format: str | None
    handout_format: str | None
    has_scoreboard: bool | None
    has_autograder: bool | None
    max_unpenalized_submissions: int | None
    max_total_score: float | None
    max_scores: dict[str, float | None] | None
    """by problem"""


class Problem(TypedDict):
    """What is scored."""

    name: str
    description: str | None
    max_score: float | None
    optional: bool | None
    starred: bool | None


class Submission(TypedDict):
    """One of the user's own; lists are newest first."""

    version: int
    filename: str | None
    created_at: ServerTime | None
    scores: dict[str, Score]
    """by problem"""


class Feedback(TypedDict):
    """What the graders wrote."""

    feedback: str | None
    problems: list[str]
    """those whose text it may be: the server tells the first one alone, and an empty one hides the others"""


class CoursesParams(TypedDict):
    """Which of the user's courses."""

    server: Origin
    state: Literal["current", "completed", "upcoming", "disabled"] | None


class CourseParams(TypedDict):
    """A course."""

    server: Origin
    course: str


class FeedbackParams(CourseParams):
    """A version of the user's."""

    assessment: str
    version: int


class Message(TypedDict):
    """Words of the server."""

    message: str


class Named(TypedDict):
    """What was made."""

    name: str


class GroupSettings(TypedDict):
    """How groups form."""

    group_size: int
    allow_student_assign_group: NotRequired[bool | None]
