"""Carrying out a confirmed plan: line by line, paced, each once, and on from where a killed host left it.

A line is noted as begun on the disk before its request leaves, and with its outcome afterwards. What was begun and has
no outcome is looked up on the server before anything is sent again, and a line that somebody else has changed since it
was shown is left alone.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Any

from ..rpc.progress import Progress
from ..vault.async_lock import async_lock
from ..wire.errors import SERVER_KINDS, CompanionError
from ..wire.identifiers import account_key
from . import lines
from .asking import AskedCourse
from .cell_outcomes import failure
from .failures import JobInterruptedError, ends_all, is_gateway, never_sent
from .jobs import CANCELLED, DONE, PAUSED, RUNNING, decoded, open_lines, outdate, summary

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from ..services import Services
    from ..wire.shapes.notifications import Notify
    from .plan import Line

    Settled = tuple[int, str, dict[str, Any] | None]

BATCH = 16
"""Lines begun together: four of them are under way at a time, and each write to the disk costs as much as a request."""
FRESH, FRESH_UNDER_WAY = 30.0, 300.0
"""Seconds for which what was seen counts as what stands: several staff may be at work. On a server that throttles a
job takes hours, and looking costs it turns."""
PAUSES = (1.0, 3.0, 10.0, 30.0, 60.0)
"""Seconds to wait for a server that does not answer, before the job pauses."""


class Running:
    """One job under way; for SingleFlight. `pause` waits between attempts."""

    def __init__(
        self,
        services: Services,
        head: dict[str, Any],
        notify: Notify,
        pause: Callable[[float], Awaitable[Any]] = asyncio.sleep,
    ) -> None:
        self._services, self._head, self._pause = services, head, pause
        self._job: str = head["job"]
        self._course = AskedCourse(services, head["server"], head["course"])
        self._progress = Progress(notify, "staff.progress", {}, services.steady)
        self._concerned = {head["assessment"]} - {None}

    async def run(self) -> None:
        """Do it, to its end or to what keeps it from going on. Raises job_elsewhere, and what the data folder does."""
        try:
            async with async_lock(self._services.vault, f"staff job {self._job}", timeout=0):
                await self._to_the_end()
        except CompanionError as error:
            if error.name == "vault_busy":
                raise CompanionError("job_elsewhere", course=self._head["course"]) from error
            raise

    async def _to_the_end(self) -> None:
        self._amend(state=RUNNING, error=None)
        troubles = 0
        while True:
            before = open_lines(self._services, self._job)
            try:
                await self._once()
                break
            except JobInterruptedError as interrupted:
                error = interrupted.error
                troubles = 0 if open_lines(self._services, self._job) < before else troubles
                if error.kind not in SERVER_KINDS or not error.passing or troubles >= len(PAUSES):
                    self._end(PAUSED, error)
                    return
                self._report(error)
                await self._pause(PAUSES[troubles])
                troubles += 1
        self._end(DONE, None)

    async def _once(self) -> None:
        """Every line that waits. Raises JobInterruptedError."""
        jobs = self._services.staff_jobs
        if jobs.counts(self._job).get("sending") or self._services.clock() - self._head["looked_at"] > FRESH:
            await self._look_again()
        settled: list[Settled] = []
        while True:
            if self._services.clock() - self._head["looked_at"] > FRESH_UNDER_WAY:
                jobs.settle(self._job, settled)
                await self._look_again()
                settled = []
            batch = [decoded(plan, n) for n, _, plan, _ in jobs.lines(self._job, ("waiting",), limit=BATCH)]
            self._concerned |= {line.assessment for line in batch if line.assessment}
            jobs.settle(self._job, [*settled, *((line.number, "sending", None) for line in batch)])
            counted = Counter(jobs.counts(self._job))
            self._report(counted=counted)
            if not batch:
                return
            settled = []
            troubles = await asyncio.gather(*(self._send(line, settled, counted) for line in batch))
            trouble = next((each for each in troubles if each is not None), None)
            if trouble is not None:
                jobs.settle(self._job, settled)
                raise JobInterruptedError(trouble)

    async def _look_again(self) -> None:
        """What was begun, and what somebody else may have changed since it was shown."""
        jobs = self._services.staff_jobs
        found = list(jobs.lines(self._job, ("waiting", "sending")))
        wanted = [decoded(plan, number) for number, _, plan, _ in found]
        try:
            verdicts = await self._verdicts(wanted)
        except CompanionError as error:
            raise JobInterruptedError(error) from error
        outcomes: dict[str, tuple[str, dict[str, Any] | None]] = {
            "done": ("done", None),
            "open": ("waiting", None),
            "other": ("failed", {"remarks": ["changed_meanwhile"]}),
        }
        settled = [(line.number, *outcomes[told]) for line, told in zip(wanted, verdicts, strict=True)]
        jobs.settle(self._job, settled)
        self._amend(looked_at=self._services.clock())

    async def _verdicts(self, wanted: Sequence[Line]) -> list[lines.Verdict]:
        now = await lines.look(self._course, self._head["kind"], self._head["assessment"], wanted)
        return [lines.verdict(line, now(line)) for line in wanted]

    async def _send(self, line: Line, settled: list[Settled], begun: Counter[str]) -> CompanionError | None:
        """One line, once, its outcome put into `settled`; gives what keeps the job from going on."""
        head = self._head
        try:
            await self._course.ask(lines.call(head["course"], head["kind"], head["assessment"], line))
        except CompanionError as error:
            if never_sent(error):
                settled.append((line.number, "waiting", None))
                return error
            if error.kind in SERVER_KINDS:
                return await self._in_doubt(line, error, settled)
            if ends_all(error):
                settled.append((line.number, "waiting", None))
                return error
            settled.append((line.number, "failed", await failure(self._course, self._head, line, error)))
        else:
            settled.append((line.number, "done", None))
        now = Counter(state for _, state, _ in settled)  # nobody counts thousands again for each
        self._report(counted=begun + now - Counter(sending=now.total()))
        return None

    async def _in_doubt(
        self, line: Line, error: CompanionError, settled: list[Settled]
    ) -> CompanionError | None:
        """The request may have been acted on: ask what stands. Where that is not known either, it stays begun."""
        try:
            (told,) = await self._verdicts([line])
        except CompanionError:
            return error
        if told == "done":
            settled.append((line.number, "done", None))
        elif told == "other" or (error.name == "server_failed" and not is_gateway(error)):
            # It has answered: once more would be no better.
            settled.append((line.number, "failed", await failure(self._course, self._head, line, error)))
        else:
            settled.append((line.number, "waiting", None))
            return error
        return None

    def _end(self, state: str, error: CompanionError | None) -> None:
        jobs = self._services.staff_jobs

        def ended(head: dict[str, Any]) -> dict[str, Any]:
            if head["state"] == CANCELLED:  # meanwhile; what was under way then has come to its end
                return head
            at = self._services.clock() if state == DONE else None
            return {**head, "state": state, "error": error and error.as_json(), "ended_at": at}

        jobs.amend(self._job, ended)
        self._head = jobs.head(account_key(self._head["server"], self._head["account"]), self._job)
        if self._head["state"] == CANCELLED:
            jobs.move(self._job, "waiting", "cancelled")
        outdate(self._services, self._head, self._concerned)
        self._report()

    def _amend(self, **news: Any) -> None:
        def amended(head: dict[str, Any]) -> dict[str, Any]:
            return head if head["state"] == CANCELLED else {**head, **news}

        self._services.staff_jobs.amend(self._job, amended)
        self._head = {**self._head, **news}

    def _report(self, error: CompanionError | None = None, counted: Mapping[str, int] | None = None) -> None:
        head = {**self._head, "error": error.as_json() if error else self._head["error"]}
        told = summary(self._services, head, counted)
        self._progress.report(phase=told["state"], last=told["state"] != RUNNING, job=told)
