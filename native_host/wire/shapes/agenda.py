"""The agenda: the deadlines of all servers and courses, and the same as a calendar."""

from __future__ import annotations

from typing import Literal, TypedDict

from ..identifiers import Origin
from .badges import BadgeState
from .common import ClockFacts, ErrorObject, ServerTime, Utc


class Deadline(ClockFacts):
    """An assessment that is due or can still be handed in."""

    server: Origin
    course: str
    course_display_name: str
    auth_level: str | None
    assessment: str
    display_name: str
    category_name: str | None
    due_at: ServerTime | None
    end_at: ServerTime | None
    late_slack: int | None
    """seconds that the course adds to both"""
    deadline_kind: Literal["course"]
    """extensions of one's own are not told"""
    late: bool
    """past due and before the end, the late slack counted"""
    state: BadgeState | None
    score: float | None
    """as in the badge, and so the total, whether it is complete, and the quiz"""
    total: float | None
    complete: bool
    quiz: bool
    to_do: bool
    """false: handed in, takes nothing, or the user is staff; true also where that is not known"""


class AllAssessments(TypedDict):
    """Those of all current courses, as far as they are remembered; no server is asked."""

    items: list[Deadline]


class AgendaFailure(TypedDict):
    """What could not be asked."""

    server: Origin
    course: str | None
    error: ErrorObject


class AgendaData(TypedDict):
    """The coming deadlines over all servers and courses, by due date."""

    items: list[Deadline]
    errors: list[AgendaFailure]


class Agenda(TypedDict):
    """The agenda as far as it is known."""

    data: AgendaData
    fetched_at: Utc | None
    """of the oldest part"""
    stale: bool


class Calendar(TypedDict):
    """The deadlines as iCalendar (RFC 5545)."""

    filename: str
    text: str


class CalendarParams(TypedDict):
    """The language of what the companion adds."""

    language: str | None
