"""Polls for one submission's score as poll_schedule says, survives failures, and keeps the course's badges current."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

from ..autolab import endpoints
from ..rpc.cached_read import call_server, require_same_account
from ..rpc.operation import SESSION_KINDS
from ..submission.visits import check_contradicted
from ..wire.errors import CompanionError
from .book import BadgeBook
from .learning import notify_learnt
from .poll_schedule import next_gap
from .rules import is_scored, is_withheld
from .shown import shown
from .teller import Teller

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from typing import Any

    from ..autolab.calls import Call
    from ..rpc.operation import Context
    from ..wire.error_names import Kind
    from ..wire.identifiers import AccountKey
    from ..wire.shapes.badges import Outcome, Watched, WatchParams

ENDING: frozenset[Kind] = SESSION_KINDS | {"gone"}
"""Failures that further polling cannot overcome."""
TOOK = "watch.took"
"""Cache row: how long an assessment's autograder took last time."""


class ScorePolling:
    """Waits for the scores of one version. Tests replace `sleep` and `dice`."""

    def __init__(
        self,
        context: Context,
        given: WatchParams,
        account: AccountKey,
        *,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        dice: Callable[[], float] = random.random,
    ) -> None:
        self._context, self._given, self._account = context, given, account
        self._server, self._course = given["server"], given["course"]
        self._assessment, self._version = given["assessment"], given["version"]
        self._sleep, self._dice = sleep, dice
        self._outcome: Outcome | None = None
        self._created_at: str | None = None
        self._news = False

    def result(self) -> Watched:
        """How it ended."""
        book = self._book()
        badges = [book.badge(self._assessment)] if book.knows(self._assessment) else []
        (badge,) = shown(self._context.services, self._server, self._course, badges) or (None,)
        return {"outcome": self._outcome, "badge": badge, "news": self._news}

    async def run(self) -> None:
        """Poll to the end. Raises what further polling cannot overcome."""
        with Teller(self._context.services, self._account, self._given) as teller:
            await self._poll()
            self._news = self._outcome == "released" and teller.claim(self._created_at)

    async def _poll(self) -> None:
        book = self._book()
        if book.just_handed_in(self._assessment, self._version):
            notify_learnt(self._context.services, self._context.notify, self._given, book)
        cache, row = self._context.services.cache, (TOOK, self._course, self._assessment)
        usual = cache.get(self._account, *row)
        waited = 0.0
        while self._outcome is None:
            gap = next_gap(waited, usual.data if usual else None, self._dice)
            if gap is None:
                self._outcome = "gave_up"
                return
            await self._sleep(gap)
            waited += gap
            try:
                self._outcome = await self._look()
            except CompanionError as problem:
                if problem.kind in ENDING or problem.name in {"course_disabled", "cancelled"}:
                    raise
            if self._outcome == "released":  # at some moment between the last two polls
                now = self._context.services.clock()
                cache.put(self._account, *row, data=waited - gap / 2, fetched_at=now)

    async def _look(self) -> Outcome | None:
        """One poll; the outcome if it is the last one."""
        book = self._book()
        known = book.knows(self._assessment)
        details = endpoints.assessment(self._course, self._assessment)
        if known is None or known["details"] is None:
            book.detailed(self._assessment, await self._asked(details))
        before = (book.knows(self._assessment) or {})["handed_in"]
        submissions = await self._asked(endpoints.submissions(self._course, self._assessment))
        book.handed_in(self._assessment, submissions)
        if book.outdated(self._assessment, before):
            book.detailed(self._assessment, await self._asked(details))
        notify_learnt(self._context.services, self._context.notify, self._given, book)
        await check_contradicted(
            self._context.services,
            self._context.notify,
            *(self._server, self._course, self._assessment),
            submissions=submissions,
        )
        ours = (one for one in submissions if one["version"] == self._version)
        self._created_at = next((one["created_at"] for one in ours), None)
        return outcome(submissions, self._version, (book.knows(self._assessment) or {})["details"])

    async def _asked(self, call: Call[Any]) -> Any:
        answer = await call_server(self._context, self._server, call, "SOON")
        require_same_account(self._context, self._server, self._account)
        return answer

    def _book(self) -> BadgeBook:
        """Read anew each time: a refresh may have learned more between two polls."""
        return BadgeBook(self._context.services, self._account, self._course)


def outcome(
    submissions: Sequence[Mapping[str, Any]], version: int, details: Mapping[str, Any]
) -> Outcome | None:
    """What one poll shows; None: keep waiting.

    released: there is a score; unreleased: staff must act; by_hand: none comes by itself; superseded: by a version.
    """
    if any(submission["version"] > version for submission in submissions):
        return "superseded"
    scores: Mapping[str, Any] = next((one["scores"] for one in submissions if one["version"] == version), {})
    # An autograder writes all its scores at once: what is missing beside them is for a person to give.
    if is_scored(scores):
        return "released"
    if is_withheld(scores):
        return "unreleased"
    nothing_to_score = details["max_scores"] == {}
    return "by_hand" if nothing_to_score or details["has_autograder"] is False else None
