"""What is known of one course's assessments, in two remembered rows.

`badges` holds the finished badges, so the dispatcher answers with one read: {badges, judged_at, good_until, checked_at,
whole, error}. `badges.known` holds what they are made of: {order, known: {assessment: {item, details, handed_in}}}.
"""

from __future__ import annotations

from ..rpc.cached_read import key
from ..timestamps import iso
from ..wire.identifiers import server_of
from .freshness import details_outgrown, details_shrunk, slack_due
from .handed_in import after_arrival, learned_at, newer
from .rules import (
    DATES,
    STUDENT,
    aged,
    badge,
    good_until,
    of_details,
    of_submissions,
    same,
    shows_staff,
)
from .shown import BADGES

TYPE_CHECKING = False  # typing stays off the path to remembered badges
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from ..services import Services
    from ..wire.identifiers import AccountKey
    from ..wire.shapes.badges import Badge
    from ..wire.shapes.common import ErrorObject

KNOWN = "badges.known"
ITEM = ("name", "display_name", *DATES)
OF_BADGES = ("details", "handed_in")
COURSES = tuple(key("courses", {"state": state}) for state in (None, "current"))
"""The rows in which the user's courses may be remembered, with the part the user has in each."""


class BadgeBook:
    """The badges of one course as this account sees them. Made for one refresh or one watch, on the engine."""

    def __init__(self, services: Services, account: AccountKey, course: str) -> None:
        self._cache, self._services = services.cache, services
        self._account, self._course, self._server = account, course, server_of(account)
        self._order: list[str] | None = None
        self._known: dict[str, dict[str, Any]] = {}
        self._errors: dict[str, ErrorObject] = {}
        self._course_error: ErrorObject | None = None
        self._late_slack: int | None = None
        if row := self._cache.get(account, KNOWN, course):
            self._order, self._known = row.data["order"], row.data["known"]
        self.take_course()
        badges = self._cache.get(account, BADGES, course)
        self._whole_at = badges.fetched_at if badges and badges.data["whole"] else None
        self._checked_at: float = badges.data["checked_at"] if badges else 0.0
        told = badges.data["badges"] if badges else ()
        self._notified: dict[str, Badge] = {badge["assessment"]: aged(badge, self._now()) for badge in told}

    def _now(self) -> float:
        """By the server's clock, which decides deadlines."""
        return self._services.server_now(self._server)

    @property
    def listed(self) -> bool:
        """Whether the course's list of assessments is known."""
        return self._order is not None

    @property
    def fetched_at(self) -> str | None:
        """When all badges were last up to date together; None if never."""
        return None if self._whole_at is None else iso(self._whole_at)

    def knows(self, assessment: str) -> Mapping[str, Any] | None:
        """What is known of one assessment: {item, details, handed_in}."""
        return self._known.get(assessment)

    def list(self, items: Sequence[Mapping[str, Any]]) -> None:
        """Take the course's list of assessments; what is no longer in it is forgotten."""
        self._order = [item["name"] for item in items]
        self._known = {item["name"]: self._entry(item["name"], item) for item in items}
        self.take_course()

    def detailed(self, assessment: str, details: Mapping[str, Any]) -> None:
        """Take an assessment's details, which repeat its entry in the list and are newer than it."""
        known = self._known[assessment] = self._entry(assessment, details)
        known["details"] = of_details(details, learned_at(self._now(), known["details"]))

    def handed_in(self, assessment: str, submissions: Sequence[Mapping[str, Any]]) -> None:
        """Take an assessment's list of submissions: it is up to date now."""
        known = self._known[assessment]
        known["handed_in"] = of_submissions(submissions, learned_at(self._now(), known["handed_in"]))
        self._errors.pop(assessment, None)

    def just_handed_in(self, assessment: str, version: int, **how: bool) -> bool:
        """Note that `version` has arrived, `how` as in `after_arrival`; False if that is no news."""
        known = self._known.get(assessment)
        before = known and known["handed_in"]
        told = known and after_arrival(before, version, at=learned_at(self._now(), before), **how)
        if known is None or told is None:
            return False
        known["handed_in"] = told
        return True

    def outdated(self, assessment: str, before: dict[str, Any] | None) -> bool:
        """Whether the submissions show that the details are out of date. `before`: the submissions known until then."""
        details, handed_in = (self._known[assessment][part] for part in OF_BADGES)
        return details is not None and (
            details_outgrown(details, handed_in) or details_shrunk(details, before, handed_in)
        )

    def slack_matters(self) -> bool:
        """Whether some assessment has just ended and the known late slack may be out of date."""
        items = [known["item"] for known in self._known.values()]
        return slack_due(items, self._now(), self._services.clock() - self._courses_at)

    def failed(self, assessment: str, error: ErrorObject) -> None:
        """One assessment could not be asked about."""
        self._errors[assessment] = error

    def all_failed(self, error: ErrorObject) -> None:
        """The refresh failed. Badges that are still loading say why; the others stay as they are."""
        self._course_error = error
        for name, known in self._known.items():
            if known["handed_in"] is None:
                self._errors.setdefault(name, error)

    def badge(self, assessment: str) -> Badge:
        """One badge as of now."""
        known, error = self._known[assessment], self._errors.get(assessment)
        parts = (known[part] for part in ("item", *OF_BADGES))
        return badge(*parts, now=self._now(), staff=self._staff, error=error)

    def badges(self) -> Sequence[Badge]:
        """All badges, in the list's order."""
        return [self.badge(name) for name in self._order or ()]

    def news(self, *assessments: str) -> Sequence[Badge]:
        """Badges that differ from what was notified or cached; of the whole course, or those named."""
        changed = []
        for name in assessments or self._order or ():
            told = self.badge(name)
            if not same(self._notified.get(name), told):
                changed.append(told)
            self._notified[name] = told
        return changed

    def save(self, *, whole_at: float | None = None) -> None:
        """Remember everything. `whole_at`: every badge is up to date as of that moment, and nothing went wrong."""
        self._adoptnewer()
        if whole_at is not None:
            self._whole_at, self._course_error = whole_at, None
            self._checked_at = self._services.clock()
        at = self._whole_at or self._now()
        known = {"order": self._order, "known": self._known}
        self._cache.put(self._account, KNOWN, self._course, data=known, fetched_at=at)
        if self.listed:
            badges = self.badges()
            row = {
                "badges": badges,
                "judged_at": self._now(),
                "good_until": good_until(badges, self._now()),
                "checked_at": self._checked_at,
                "whole": self._whole_at is not None,
                "error": self._course_error,
            }
            self._cache.put(self._account, BADGES, self._course, data=row, fetched_at=at)

    def erase(self) -> None:
        """Forget the course."""
        for row in (BADGES, KNOWN):
            self._cache.drop(self._account, row, self._course)

    def _adoptnewer(self) -> None:
        """Polling, or another host, may have learned more meanwhile: the newer part counts."""
        stored = self._cache.get(self._account, KNOWN, self._course)
        for name, theirs in (stored.data["known"] if stored else {}).items():
            mine = self._known.get(name)
            if mine is not None:
                mine.update({part: newer(mine[part], theirs[part], self._now()) for part in OF_BADGES})

    def take_course(self) -> None:
        """The user's part in the course and its late slack, from what is remembered anyway."""
        rows = (row for key in COURSES if (row := self._cache.get(self._account, *key)) is not None)
        newest = max(rows, key=lambda row: row.fetched_at, default=None)
        self._courses_at, listed = (newest.fetched_at, newest.data) if newest else (0.0, ())
        told: Mapping[str, Any] = next((one for one in listed if one["name"] == self._course), {})
        self._late_slack = told.get("late_slack")
        items = [known["item"] for known in self._known.values()]
        for item in items:
            item["late_slack"] = self._late_slack
        self._staff = shows_staff(items, self._now()) or told.get("auth_level") not in (None, STUDENT)

    def _entry(self, assessment: str, item: Mapping[str, Any]) -> dict[str, Any]:
        before = self._known.get(assessment, dict.fromkeys(OF_BADGES))
        return {**before, "item": {**{name: item.get(name) for name in ITEM}, "late_slack": self._late_slack}}
