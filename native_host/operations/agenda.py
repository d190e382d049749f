"""agenda: the coming deadlines over all servers and courses, the same as an iCalendar file, and all that is known.

The API gives the course's deadline but no extension or grace days of the student's own; every item says so.
"""

from __future__ import annotations

from ..badges.rules import moments
from ..badges.shown import badges_shown
from ..badges.to_do import is_to_do
from ..rpc.cached_read import account_of, clock_ahead, is_due, is_stale, key, refresh, with_data
from ..rpc.fields import optional, text
from ..rpc.operation import API_ERRORS, API_KINDS, COURSE_ERRORS, Operation
from ..timestamps import epoch, iso
from ..wire.errors import STORAGE_KINDS, CompanionError
from . import assessments, courses

TYPE_CHECKING = False  # typing stays off the path to remembered answers
if TYPE_CHECKING:
    from ..badges.rules import Json
    from ..rpc.cached_read import Fetch
    from ..rpc.operation import Context, Params
    from ..wire.identifiers import Origin
    from ..wire.shapes.agenda import Agenda as AgendaResult
    from ..wire.shapes.agenda import AgendaFailure, AllAssessments, Calendar, CalendarParams, Deadline
    from ..wire.shapes.badges import Badge
    from ..wire.shapes.common import NoParams
    from ..wire.shapes.notifications import ChangedNotice

    Failure = tuple[Origin, str | None, CompanionError]


class Agenda:
    """The agenda as far as memory holds it; nothing here asks a server."""

    def __init__(self, context: Context, *, past: bool = False) -> None:
        """past: what has ended too."""
        self._context, self._past = context, past
        self.servers: list[Origin] = []
        self.items: list[Deadline] = []
        self.failures: list[Failure] = []
        self.oldest: float | None = None
        self.stale = False
        self.known_at = 0.0
        """When a server last answered anything in it, by that server's clock."""
        for server in context.services.servers.list():
            try:
                context.services.sessions.require(server.origin, "user_courses")
            except CompanionError as error:
                if error.name != "not_signed_in":
                    self.failures.append((server.origin, None, error))
            else:
                self.servers.append(server.origin)
                self._take_server(server.origin)
        self.items.sort(key=lambda item: (item["due_at"] is None, epoch(item["due_at"]) or 0.0))

    def courses_of(self, server: Origin) -> list[Json]:
        """The current courses there."""
        return self._data(server, "courses", courses.CURRENT, courses.MAX_AGE)

    def result(self) -> AgendaResult:
        """The reply."""
        fetched_at = None if self.oldest is None else iso(self.oldest)
        errors: list[AgendaFailure] = [
            {"server": server, "course": course, "error": error.as_json()}
            for server, course, error in self.failures
        ]
        return {
            "data": {"items": self.items, "errors": errors},
            "fetched_at": fetched_at,
            "stale": self.stale,
        }

    def _take_server(self, server: Origin) -> None:
        for course in self.courses_of(server):
            given = {"course": course["name"]}
            listed = self._data(server, "assessments", given, assessments.LIST_MAX_AGE)
            told = badges_shown(self._context.services, server, course["name"])
            for assessment in listed:
                self._take(server, course, assessment, told.get(assessment["name"]))

    def _take(self, server: Origin, course: Json, assessment: Json, told: Badge | None) -> None:
        _, due, end = moments({**assessment, "late_slack": course["late_slack"]})
        now = self._context.services.server_now(server)
        if not self._past and max(due or 0.0, end or 0.0) < now:
            return
        self.items.append(
            {
                "server": server,
                "course": course["name"],
                "course_display_name": course["display_name"] or course["name"],
                "auth_level": course["auth_level"],
                "assessment": assessment["name"],
                "display_name": assessment["display_name"] or assessment["name"],
                "category_name": assessment["category_name"],
                "due_at": assessment["due_at"],
                "end_at": assessment["end_at"],
                "late_slack": course["late_slack"],
                "deadline_kind": "course",
                "late": due is not None and due < now,
                "clock_ahead": clock_ahead(self._context.services, server),
                "state": told and told["state"],
                "score": told and told["score"],
                "total": told and told["total"],
                "complete": told is not None and told["complete"],
                "to_do": is_to_do(told, course["auth_level"]),
                "quiz": told is not None and told["quiz"],
            }
        )

    def _data(self, server: Origin, name: str, given: Params, max_age: float) -> list[Json]:
        row = self._context.services.cache.get(account_of(self._context.services, server), *key(name, given))
        if row is None:
            self.stale = True
            return []
        self.stale = self.stale or is_stale(self._context, row.fetched_at, max_age)
        self.oldest = row.fetched_at if self.oldest is None else min(self.oldest, row.fetched_at)
        # It was noted by our clock; read by another's, a file of a year ahead would be the newest for a year.
        known_at = row.fetched_at - (clock_ahead(self._context.services, server) or 0)
        self.known_at = max(self.known_at, known_at)
        listed: list[Json] = row.data
        return listed


def _all(context: Context, _params: NoParams) -> AllAssessments:
    return {"items": Agenda(context, past=True).items}


def _remembered(context: Context, _given: NoParams) -> AgendaResult | None:
    agenda = Agenda(context)
    return None if agenda.stale and agenda.oldest is None else agenda.result()


async def _fetch(context: Context, _given: NoParams) -> AgendaResult:
    before, after = Agenda(context), await _refreshed(context)
    told, result = before.result()["data"], after.result()
    if before.oldest is not None and told != result["data"]:
        news: ChangedNotice = {"operation": "agenda", "params": {}, "fetched_at": result["fetched_at"]}
        context.notify("changed", with_data(news, result["data"]))
    return result


async def _refreshed(context: Context) -> Agenda:
    """The agenda after asking every server for what is old; what failed stands in it."""
    import asyncio  # the dispatcher answers from memory without it

    failures: list[Failure] = []

    async def ask(name: str, given: Params, source: Fetch, max_age: float) -> None:
        if is_due(context, name, given, max_age):
            try:
                await refresh(context, name, given, source)
            except CompanionError as error:
                failures.append((given["server"], given.get("course"), error))

    async def ask_server(server: Origin) -> None:
        await ask("courses", {"server": server, **courses.CURRENT}, courses.fetch, courses.MAX_AGE)
        given = (
            {"server": server, "course": course["name"]} for course in Agenda(context).courses_of(server)
        )
        max_age = assessments.LIST_MAX_AGE
        await asyncio.gather(*(ask("assessments", one, assessments.fetch, max_age) for one in given))

    await asyncio.gather(*(ask_server(server) for server in Agenda(context).servers))
    agenda = Agenda(context)
    agenda.failures.extend(failures)
    return agenda


def _file(agenda: Agenda, given: CalendarParams) -> Calendar:
    from ..documents.calendar import FILENAME, calendar

    return {"filename": FILENAME, "text": calendar(agenda.items, agenda.known_at, given["language"])}


def _remembered_file(context: Context, given: CalendarParams) -> Calendar | None:
    agenda = Agenda(context)
    return None if agenda.stale else _file(agenda, given)


async def _fetch_file(context: Context, given: CalendarParams) -> Calendar:
    agenda = await _refreshed(context)
    if agenda.oldest is None and agenda.failures:  # nothing is known at all: an empty calendar would lie
        raise agenda.failures[0][2]
    return _file(agenda, given)


OPERATIONS = {
    "agenda": Operation(params={}, kinds=STORAGE_KINDS, remembered=_remembered, fetch=_fetch),
    "agenda.all": Operation(params={}, kinds=STORAGE_KINDS, answer=_all),
    "agenda.ics": Operation(
        params={"language": optional(text(35))},
        kinds=API_KINDS,
        errors=(*API_ERRORS, *COURSE_ERRORS),
        remembered=_remembered_file,
        fetch=_fetch_file,
    ),
}
