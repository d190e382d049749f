"""Badges, the watch for a score, and what is ahead in each course."""

from __future__ import annotations

from typing import Literal, TypedDict

from ..identifiers import Origin
from .common import Account, ClockFacts, ErrorObject, ServerTime, Utc

BadgeState = Literal[
    "loading", "error", "not_submitted", "in_doubt", "submitted", "no_file", "unreleased", "score"
]
"""no_file: recorded without a file, which the server could not store; in_doubt: nothing else is listed, and what was
sent from this computer may have arrived (`sending` or `pending`)."""
WhyNot = Literal["disabled", "not_open", "closed", "limit"]
"""Why nothing can be handed in, for the course's dates and limits; extensions of one's own are not told."""


class Badge(TypedDict):
    """The state of one assessment for this account."""

    assessment: str
    display_name: str
    state: BadgeState
    in_doubt: bool
    """beside any state: what was sent from here last may have arrived, as a version newer than `version`"""
    score: float | None
    """sum of the released problems of the newest version"""
    score_kind: Literal["before_adjustments"] | None
    """tweaks, penalties and excuses are not told; null without a score"""
    total: float | None
    complete: bool
    """every problem has a released score"""
    autograded: bool | None
    """whether an autograder scores it; null: not known"""
    version: int | None
    submissions: int
    submittable: bool
    why_not: WhyNot | None
    quiz: bool
    """answered on its own page, which takes no file; known once that page was seen"""
    start_at: ServerTime | None
    due_at: ServerTime | None
    end_at: ServerTime | None
    late_slack: int | None
    """seconds that the course adds to due and end; null: not known"""
    staff: bool
    """known to be staff of the course, whom its dates do not stop"""
    late: bool
    """past due and before the end, late slack counted in both"""
    versions_left: int | None
    """null: unlimited or unknown"""
    error: ErrorObject | None
    """beside any state: the last refresh failed"""
    fetched_at: Utc | None


class Badges(ClockFacts):
    """All badges of a course; then `badges.changed` tells those that changed."""

    account: Account
    """whose they are"""
    badges: list[Badge]
    fetched_at: Utc | None
    """null: not all are known yet"""
    stale: bool
    error: ErrorObject | None
    """why the last refresh failed"""


class BadgesParams(TypedDict):
    """`visible`: the assessments that the user looks at, which are asked first."""

    server: Origin
    course: str
    visible: list[str] | None


class WatchParams(TypedDict):
    """A version whose score is awaited."""

    server: Origin
    course: str
    assessment: str
    version: int


Outcome = Literal["released", "unreleased", "by_hand", "superseded", "gave_up"]
"""released: a score is there; by_hand: none comes by itself; superseded: by another version."""


class Watched(TypedDict):
    """How the watch ended; `news`: with a score that is this host's to tell, and no other's."""

    outcome: Outcome | None
    badge: Badge | None
    news: bool


class NextDeadline(TypedDict):
    """The course's deadline that comes first, of what is to do if something is."""

    assessment: str
    display_name: str
    at: ServerTime
    late: bool
    """the deadline has passed: until then the course takes late work"""


class CourseDue(TypedDict):
    """What is ahead in one course. Deadlines are the course's; extensions of one's own are not told."""

    course: str
    staff: bool
    to_do: int | None
    """assessments that take work and have none of the user's; null: not known, or the user is staff"""
    next: NextDeadline | None
    fetched_at: Utc
    """of the oldest part"""


class CoursesDue(ClockFacts):
    """What is ahead in each current course whose assessments are known; `changed` tells it anew."""

    account: Account
    """whose they are"""
    courses: list[CourseDue]
    error: ErrorObject | None
    """why some part could not be asked for"""
    stale: bool
