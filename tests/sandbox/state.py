"""The whole memory of one sandbox: people, courses, OAuth records, page sessions and every secret issued."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .models import Assessment, Course, Member, User

if TYPE_CHECKING:
    from .clock import Clock
    from .oauth.records import AccessToken, Application, DeviceRequest, Grant


@dataclass
class Session:
    """A browser's visit: who is signed in, where to return to, what to say on the next page."""

    id: str
    csrf: bytes
    user_id: int | None = None
    return_to: str | None = None
    flashes: dict[str, str] = field(default_factory=dict)


class State:
    """Everything the server knows. Only the sandbox's loop writes; tests may read from any thread."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.users: dict[int, User] = {}
        self.courses: dict[str, Course] = {}
        self.applications: dict[str, Application] = {}
        self.grants: dict[str, Grant] = {}
        self.tokens: list[AccessToken] = []
        self.devices: list[DeviceRequest] = []
        self.sessions: dict[str, Session] = {}
        self.issued: list[tuple[str, str]] = []
        self._ids: dict[str, int] = {}

    def next_id(self, table: str) -> int:
        """1, 2, 3, ... for each table of its own, as a database counts."""
        self._ids[table] = self._ids.get(table, 0) + 1
        return self._ids[table]

    def secret(self, kind: str, value: str) -> str:
        """Remember a secret at the moment it is made, for the leak hunt in tests."""
        self.issued.append((kind, value))
        return value

    def user_by_email(self, email: str) -> User | None:
        """Exact match, as the real server's SQLite does it."""
        return next((u for u in self.users.values() if u.email == email), None)

    def member(self, course: Course, user: User) -> Member | None:
        """The enrolment; a site administrator becomes an instructor of any course they touch."""
        found = course.members.get(user.id)
        if found is None and user.administrator:
            found = Member(
                self.next_id("members"), user, "instructor", section="", nickname=user.first_name.lower()
            )
            course.members[user.id] = found
        return found

    def courses_of(self, user: User) -> list[Course]:
        """By display name; an administrator has them all."""
        mine = [c for c in self.courses.values() if user.administrator or user.id in c.members]
        return sorted(mine, key=lambda c: c.display_name)

    def assessment(self, course: str, name: str) -> Assessment:
        """For tests: KeyError if there is none."""
        return self.courses[course].assessments[name]
