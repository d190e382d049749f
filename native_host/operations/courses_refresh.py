"""What is known of a server's current courses, and the asking for what is old.

Requests: the lists of courses and assessments as far as they are old, and for what is still to do or not known yet the
submissions (see badges/course_due.py), each at most once in OPEN_MAX_AGE seconds.
"""

from __future__ import annotations

from functools import partial

from ..badges.course_due import course_due, to_ask
from ..badges.rules import aged
from ..badges.shown import badges_shown
from ..rpc.cached_read import account_of, clock_ahead, is_due, is_stale, key, refresh, signed_in_as
from ..rpc.operation import COURSE_ERRORS, OF_ONE
from ..timestamps import MINUTE, iso
from ..wire.errors import CompanionError
from . import assessments, courses

TYPE_CHECKING = False  # typing stays off the path to remembered answers
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence
    from typing import Any

    from ..badges.rules import Json
    from ..rpc.cached_read import Fetch
    from ..rpc.operation import Context, Params
    from ..wire.identifiers import Origin
    from ..wire.shapes.badges import Badge, CoursesDue
    from ..wire.shapes.submissions import AssessmentParams

OPEN_MAX_AGE = MINUTE
"""Seconds for which the submissions to what is to do are believed: nobody looks at this list for a score."""


class Known:
    """What memory holds of one server's current courses; nothing here asks the server. Raises as `account_of`."""

    def __init__(self, context: Context, server: Origin) -> None:
        self._context, self._server = context, server
        self._who = account_of(context.services, server)
        self._now = context.services.server_now(server)
        row = self._row("courses", courses.CURRENT)
        self.listed = row is not None
        self.courses: Sequence[Json] = row.data if row else ()
        self.stale = row is None or is_stale(context, row.fetched_at, courses.MAX_AGE)

    def result(self, error: CompanionError | None = None) -> CoursesDue:
        """The reply; `error`: why a part of it is not newer."""
        told, stale = [], self.stale
        for course in self.courses:
            row = self._row("assessments", {"course": course["name"]})
            if row is None:
                stale = True
                continue
            badges = self._badges(course)
            told.append(course_due(course, row.data, badges, self._now, iso(row.fetched_at)))
            old = is_stale(self._context, row.fetched_at, assessments.LIST_MAX_AGE)
            stale = stale or old or bool(to_ask(course, row.data, badges, self._now, OPEN_MAX_AGE))
        return {
            "account": signed_in_as(self._context.services, self._server),
            "courses": told,
            "error": error.as_json() if error else None,
            "stale": stale or error is not None,
            "clock_ahead": clock_ahead(self._context.services, self._server),
        }

    def items(self, course: Json) -> Sequence[Json]:
        """The course's assessments, if they are known."""
        row = self._row("assessments", {"course": course["name"]})
        return row.data if row else ()

    def to_ask(self, course: Json) -> list[str]:
        """The assessments of a course whose submissions are to be asked for."""
        return to_ask(course, self.items(course), self._badges(course), self._now, OPEN_MAX_AGE)

    def _row(self, name: str, given: Params) -> Any:
        return self._context.services.cache.get(self._who, *key(name, given))

    def _badges(self, course: Json) -> dict[str, Badge]:
        shown = badges_shown(self._context.services, self._server, course["name"])
        return {name: aged(badge, self._now) for name, badge in shown.items()}


class CoursesRefresh:
    """Asks the server for what is old; shared by all who look at the list meanwhile. On the engine's loop."""

    def __init__(self, context: Context, server: Origin) -> None:
        import asyncio  # the dispatcher answers from memory without it

        self._context, self._server = context, server
        self._who = account_of(context.services, server)
        self.failures: list[CompanionError] = []
        self.listed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done once the lists are known as far as they can be."""

    async def run(self) -> None:
        """Do it; what failed is in `failures`."""
        try:
            await self._ask_lists()
            self.listed.set_result(None)
            known = Known(self._context, self._server)
            await self._each(partial(self._ask_open, known, course) for course in known.courses)
        except CompanionError as error:
            self._note(error)
        finally:
            self.listed.cancel()

    async def _ask_lists(self) -> None:
        server, max_age = {"server": self._server}, assessments.LIST_MAX_AGE
        await self._ask("courses", {**server, **courses.CURRENT}, courses.fetch, courses.MAX_AGE)
        given = [
            {**server, "course": course["name"]} for course in Known(self._context, self._server).courses
        ]
        await self._each(partial(self._ask, "assessments", one, assessments.fetch, max_age) for one in given)

    async def _ask(self, name: str, given: Params, source: Fetch, max_age: float) -> None:
        if is_due(self._context, name, given, max_age):
            await refresh(self._context, name, given, source)

    async def _ask_open(self, known: Known, course: Json) -> None:
        from ..badges.book import BadgeBook
        from ..badges.freshness import details_due

        names = known.to_ask(course)
        if not names:
            return
        services, work = self._context.services, []
        book = BadgeBook(services, self._who, course["name"])
        if not all(map(book.knows, names)):  # a visit of the course may have listed more meanwhile
            book.list(known.items(course))
            book.save()
        for name in names:
            given: AssessmentParams = {"server": self._server, "course": course["name"], "assessment": name}
            about = book.knows(name)
            if about and details_due(about, about["item"], services.server_now(self._server)):
                work.append(partial(assessments.fetch_details, self._context, given, "SOON"))
            work.append(partial(assessments.fetch_submissions, self._context, given, "SOON"))
        await self._each(work)

    async def _each(self, work: Iterable[Callable[[], Awaitable[Any]]]) -> None:
        """All at once, as far as the pacing lets them; what concerns one of them alone ends no other."""
        from ..rpc.gather import gather_or_cancel

        async def one(part: Callable[[], Awaitable[Any]]) -> None:
            try:
                await part()
            except CompanionError as error:
                self._note(error)
                if error.name not in OF_ONE and error.name not in COURSE_ERRORS:
                    raise

        await gather_or_cancel(*map(one, work))

    def _note(self, error: CompanionError) -> None:
        # Autolab lists disabled courses among the current ones; that they have no deadlines is no trouble.
        if error.name not in COURSE_ERRORS and error not in self.failures:
            self.failures.append(error)
