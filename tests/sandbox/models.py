"""What the small Autolab remembers about people and courses: plain records, no behaviour of the web."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

UNLIMITED = -1


@dataclass
class User:
    """An account of the whole server."""

    id: int
    email: str
    password: str
    first_name: str
    last_name: str
    created_at: datetime
    school: str = "SCS"
    major: str = "CS"
    year: str = "4"
    administrator: bool = False

    @property
    def display_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass
class Member:
    """A user's enrolment in one course ("course user datum")."""

    id: int
    user: User
    auth_level: str = "student"
    lecture: str = "1"
    section: str = "A"
    grade_policy: str = ""
    nickname: str | None = None
    dropped: bool = False

    @property
    def is_student(self) -> bool:
        return self.auth_level == "student"

    @property
    def is_instructor(self) -> bool:
        return self.auth_level == "instructor"


@dataclass
class Material:
    """A writeup or handout: none, an address, or a file."""

    kind: str = "none"
    url: str = ""
    filename: str = ""
    content: bytes = b""


@dataclass
class Problem:
    """One graded part of an assessment."""

    id: int
    name: str
    max_score: float
    description: str | None = None
    optional: bool = False
    starred: bool = False


@dataclass
class Score:
    """A problem's grade; students see it once it is released."""

    value: float | None
    released: bool = True
    feedback: str | None = None


@dataclass
class Extension:
    """A member's own dates for one assessment: so many days later, or (None) without end."""

    days: int | None


@dataclass
class Submission:
    """One version handed in by one member. `head` keeps the beginning of the file, never a large whole.

    `filename` is None where the server could not store the file. `tweak` are points that the staff add or take.
    """

    id: int
    member_id: int
    version: int
    filename: str | None
    created_at: datetime
    size: int = 0
    sha256: str = ""
    head: bytes = b""
    uploaded_name: str = ""
    scores: dict[str, Score] = field(default_factory=dict)
    grading: bool = False
    tweak: float = 0.0


@dataclass
class Group:
    """Students who hand in together."""

    id: int
    name: str
    created_at: datetime
    updated_at: datetime
    member_ids: list[int] = field(default_factory=list)
    unconfirmed: set[int] = field(default_factory=set)


@dataclass
class Grader:
    """The autograder of an assessment: `reachable` is False where Tango is down."""

    reachable: bool = True
    seconds: float = 4.0
    grade: Callable[[Submission], dict[str, Score]] | None = None


@dataclass
class Assessment:
    """A homework, lab or quiz. Times are aware datetimes.

    Penalties are points a day or a version. `storage_trouble` is why its handin folder takes no file (in the
    operating system's words). Extensions and grade types (EXC, NG) are by member, and nowhere in the API.
    """

    id: int
    name: str
    display_name: str
    category_name: str
    start_at: datetime
    due_at: datetime
    end_at: datetime
    created_at: datetime
    updated_at: datetime
    description: str | None = None
    handin_filename: str = "handin.c"
    max_size: int = 2
    max_submissions: int = UNLIMITED
    max_grace_days: int | None = 0
    version_threshold: int = UNLIMITED
    late_penalty: float = 0.0
    version_penalty: float = 0.0
    storage_trouble: str | None = None
    disable_handins: bool | None = None
    group_size: int = 1
    allow_student_assign_group: bool = True
    embedded_quiz: bool = False
    required_suffix: str | None = None
    config_loaded: bool = False
    writeup: Material = field(default_factory=Material)
    handout: Material = field(default_factory=Material)
    grader: Grader | None = None
    problems: list[Problem] = field(default_factory=list)
    submissions: list[Submission] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    last_versions: dict[int, int] = field(default_factory=dict)
    extensions: dict[int, Extension] = field(default_factory=dict)
    grade_types: dict[int, str] = field(default_factory=dict)

    @property
    def max_total_score(self) -> float:
        return sum((p.max_score for p in self.problems), 0.0)

    def of_member(self, member_id: int) -> list[Submission]:
        """A member's own submissions, newest first."""
        mine = [s for s in self.submissions if s.member_id == member_id]
        return sorted(mine, key=lambda s: s.version, reverse=True)

    def due_for(self, member_id: int) -> datetime | None:
        """A member's own due date; None with an extension without end."""
        return self._extended(self.due_at, member_id)

    def end_for(self, member_id: int) -> datetime | None:
        """A member's own last moment, the course's late slack not counted."""
        return self._extended(self.end_at, member_id)

    def _extended(self, moment: datetime, member_id: int) -> datetime | None:
        extension = self.extensions.get(member_id)
        if extension is None:
            return moment
        return None if extension.days is None else moment + timedelta(days=extension.days)

    def group_of(self, member_id: int) -> Group | None:
        """The group a member belongs to here."""
        return next((g for g in self.groups if member_id in g.member_ids), None)


@dataclass
class Announcement:
    """A note shown on top of a course's pages."""

    title: str
    description: str
    persistent: bool = True


@dataclass
class Course:
    """A course with its members (by user id) and assessments (by name)."""

    id: int
    name: str
    display_name: str
    semester: str
    start_date: date
    end_date: date
    late_slack: int = 0
    grace_days: int = 3
    disabled: bool = False
    access_code: str | None = None
    website: str = ""
    members: dict[int, Member] = field(default_factory=dict)
    assessments: dict[str, Assessment] = field(default_factory=dict)
    announcements: list[Announcement] = field(default_factory=list)

    @property
    def full_name(self) -> str:
        return f"{self.display_name} ({self.semester})" if self.semester else self.display_name

    def temporal_status(self, today: date) -> str:
        """current | completed | upcoming; a disabled course has one of these too."""
        if today < self.start_date:
            return "upcoming"
        return "completed" if today > self.end_date else "current"

    def ordered_assessments(self, *, released_by: datetime | None = None) -> list[Assessment]:
        """By due date, then name; with `released_by` only those a student may see by then."""
        chosen = [a for a in self.assessments.values() if released_by is None or a.start_at <= released_by]
        return sorted(chosen, key=lambda a: (a.due_at, a.name))
