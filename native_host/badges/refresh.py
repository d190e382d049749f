"""One refresh of a course's badges: the list, then what may have changed, what the page shows first.

Requests: one for the list, at most two per assessment (details, submissions) as far as `freshness.py` finds them due,
and one for the list of courses if an assessment has just ended and the course's late slack is out of date. The first
assessment is fetched alone, so that its badge is out after three requests.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ..autolab import endpoints
from ..rpc.cached_read import call_server, one_call, refresh, require_same_account
from ..rpc.gather import gather_or_cancel
from ..rpc.operation import OF_ONE, SESSION_KINDS
from ..wire.errors import CompanionError
from .book import BadgeBook
from .freshness import details_due, in_turn, submissions_due
from .notifications import notify_badges

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..autolab.calls import Call
    from ..rpc.operation import Context
    from ..wire.identifiers import AccountKey, Origin
    from ..wire.shapes.badges import Badge
    from ..wire.shapes.common import ErrorObject

FAILURES_IN_A_ROW = 3
"""Consecutive failing assessments after which the server is taken to be in trouble."""
SAVE_EVERY = 10
"""Badges between two writes to the cache, so that little is lost with a host that dies."""
WORKERS = 4
"""Assessments asked about at once; the client's pacing decides how many requests really are in flight."""

ASK_COURSES = one_call(lambda given: endpoints.courses(given["state"]))


class BadgeRefresh:
    """Shared by all who ask for the course's badges meanwhile. On the engine's loop."""

    def __init__(self, context: Context, server: Origin, course: str, account: AccountKey) -> None:
        self._context = context
        self._server, self._course, self._account = server, course, account
        self._book = BadgeBook(context.services, account, course)
        self._shown_first: set[str] = set()
        self._todo: list[str] = []
        self._in_turn: frozenset[str] = frozenset()
        self._in_a_row = 0
        self._unsaved = 0
        self.lists: dict[str, Sequence[dict[str, Any]]] = {}
        """The lists of submissions that were read, by assessment."""
        self._listed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def _now(self) -> float:
        """By the server's clock, which decides deadlines."""
        return self._context.services.server_now(self._server)

    def join(self, visible: Sequence[str]) -> None:
        """One more caller, whose page shows these assessments; what it missed of this refresh is notified again."""
        self._shown_first.update(visible)
        if self._listed.done():
            self._notify(self._book.badges())

    async def known(self) -> Sequence[Badge]:
        """The badges as soon as the list of assessments is there, many still loading. Raises as `run`."""
        await asyncio.shield(self._listed)
        return self._book.badges()

    async def run(self) -> None:
        """Do it. Raises what ended it, after a notification if there are badges that somebody looks at."""
        began = self._now()
        try:
            cold = not self._book.listed
            await self._list()
            if cold and self._todo:
                await self._ask_next()
            await gather_or_cancel(*(self._work() for _ in range(WORKERS)))
            if self._book.slack_matters():
                await self._ask_courses()
        except CompanionError as problem:
            if not self._listed.done():
                self._listed.set_exception(problem)
                self._listed.exception()  # retrieved: not every caller waits for the list
            self._failed(problem)
            raise
        except asyncio.CancelledError:
            self._book.save()
            raise
        finally:
            self._listed.cancel()  # whoever still waits for the list must not wait for ever
        self._book.save(whole_at=began)
        self._notify([], done=True)

    async def _list(self) -> None:
        had_badges = self._book.listed
        items = await self._asked(endpoints.assessments(self._course), "SHOWN")
        self._book.list(items)
        now = self._now()
        rows = [(known, known["item"]) for item in items if (known := self._book.knows(item["name"]))]
        self._in_turn = in_turn(rows, now)
        self._todo = [
            item["name"]
            for known, item in rows
            if item["name"] in self._in_turn
            or details_due(known, item, now)
            or submissions_due(known, item, now)
        ]
        self._book.save()
        news = self._book.news()
        if had_badges and news:  # otherwise they are the reply
            self._notify(news)
        self._listed.set_result(None)

    async def _work(self) -> None:
        while self._todo:
            await self._ask_next()

    async def _ask_next(self) -> None:
        """The next assessment: of those on somebody's screen if there is one, else in the list's order."""
        name = next((name for name in self._todo if name in self._shown_first), self._todo[0])
        self._todo.remove(name)
        try:
            await self._ask(name, "SHOWN" if name in self._shown_first else "SOON")
        except CompanionError as problem:
            self._in_a_row += 1
            if problem.name not in OF_ONE or self._in_a_row >= FAILURES_IN_A_ROW:
                raise
            self._book.failed(name, problem.as_json())
        else:
            self._in_a_row = 0
        news = self._book.news(name)
        if news:
            self._notify(news)
        self._unsaved += 1
        if self._unsaved >= SAVE_EVERY:
            self._unsaved = 0
            self._book.save()

    async def _ask(self, name: str, priority: str) -> None:
        known, now = self._book.knows(name), self._now()
        assert known is not None  # noqa: S101 - it is in the list
        details_call = endpoints.assessment(self._course, name)
        submissions_call = endpoints.submissions(self._course, name)
        before, about_details = (
            known["handed_in"],
            name in self._in_turn or details_due(known, known["item"], now),
        )
        details, submissions = await gather_or_cancel(
            self._asked(details_call, priority, needed=about_details),
            self._asked(submissions_call, priority, needed=submissions_due(known, known["item"], now)),
        )
        if details is not None:
            self._book.detailed(name, details)
        if submissions is not None:
            self._book.handed_in(name, submissions)
            self.lists[name] = submissions
            if details is None and self._book.outdated(name, before):
                self._book.detailed(name, await self._asked(details_call, priority))

    async def _ask_courses(self) -> None:
        """For the late slack: it decides whether what has just ended still takes work."""
        await refresh(self._context, "courses", {"server": self._server, "state": None}, ASK_COURSES)
        self._book.take_course()
        news = self._book.news()
        if news:
            self._notify(news)

    async def _asked(self, call: Call[Any], priority: str, *, needed: bool = True) -> Any:
        if not needed:
            return None
        answer = await call_server(self._context, self._server, call, priority)
        require_same_account(self._context, self._server, self._account)
        return answer

    def _failed(self, problem: CompanionError) -> None:
        if problem.name == "cancelled":  # somebody else has signed in: these badges are not theirs
            self._book.save()
            return
        if problem.kind == "gone":
            self._book.erase()
        elif problem.kind in SESSION_KINDS:
            self._book.save()  # without the error: it is out of date once somebody has signed in again
            self._book.all_failed(problem.as_json())
        else:
            self._book.all_failed(problem.as_json())
            self._book.save()
        if self._book.listed:
            self._notify(self._book.news(), done=True, error=problem.as_json())

    def _notify(
        self, badges: Sequence[Badge], *, done: bool = False, error: ErrorObject | None = None
    ) -> None:
        at, context = self._book.fetched_at, self._context
        where = (context.services, context.notify, self._server, self._course)
        notify_badges(*where, badges, done=done, fetched_at=at, error=error)
