"""Requests under way on the engine: each gets its one reply, and a refresh may go on behind it."""

from __future__ import annotations

from .bugs import catalogued, report
from .engine import Engine
from .wire import jsonrpc
from .wire.errors import CompanionError
from .writer import ALWAYS, result_payloads

TYPE_CHECKING = False  # typing stays off the path to remembered badges
if TYPE_CHECKING:
    from collections.abc import Iterable

    from .engine import Job, Work
    from .log import Log
    from .rpc.operation import Result
    from .wire.jsonrpc import RequestId
    from .writer import Writer

MAX_WAITING = 256
"""Requests that may wait for an answer at once, and refreshes that may go on behind replies: a page of 50 assessments
asks for a handful."""


class InFlight:
    """What the dispatcher has handed to the engine. `warm_up` is the engine's first work."""

    def __init__(self, writer: Writer, warm_up: Work, log: Log) -> None:
        writer.started()
        self._writer, self._log = writer, log
        self._engine = Engine(warm_up, report)
        self._waiting: dict[RequestId, Job] = {}
        self._refreshing: dict[RequestId, Job] = {}

    def admit(self, request_id: RequestId) -> None:
        """Raises duplicate_id, too_many_requests: for any request, also one that is answered at once."""
        if request_id in self._waiting:
            raise CompanionError("duplicate_id", id=request_id)
        if len(self._waiting) >= MAX_WAITING:
            raise CompanionError("too_many_requests", limit=MAX_WAITING)

    def admit_refresh(self) -> None:
        """Raises too_many_requests: before a reply that a refresh is to follow."""
        if len(self._refreshing) >= MAX_WAITING:
            raise CompanionError("too_many_requests", limit=MAX_WAITING)

    def start(self, request_id: RequestId, work: Work, *, finishes: bool, replied: bool) -> None:
        """Begin the work of a request, or of the refresh behind a request that is `replied` to."""
        jobs = self._refreshing if replied else self._waiting
        job = jobs[request_id] = self._engine.job(
            work, lambda result, error: self._ended(request_id, job, result, error), finishes=finishes
        )
        self._engine.start(job)

    def cancel(self, request_id: RequestId) -> None:
        """Cancel a request or the refresh behind it, if it is under way."""
        job = self._waiting.get(request_id) or self._refreshing.get(request_id)
        if job is not None:
            job.cancel()

    def reply_early(self, request_id: RequestId, result: Result) -> None:
        """On the engine's thread: the rest of the work is a refresh now, which can be cancelled all the same."""
        self._refreshing[request_id] = self._waiting.pop(request_id)
        self._reply(request_id, result_payloads(request_id, result))

    def close(self) -> None:
        """The channel has ended: finish what must be finished, and write out what waits."""
        self._engine.close()
        self._writer.drained(seconds=2.0)

    def _reply(self, request_id: RequestId, payloads: Iterable[bytes]) -> None:
        """On the engine's thread: the one reply, or that it was dropped for a browser that does not read."""
        if not self._writer.post(payloads):
            dropped = CompanionError("reply_dropped")
            self._writer.post(jsonrpc.error_reply(request_id, dropped), within=ALWAYS)

    def _ended(
        self, request_id: RequestId, job: Job, result: Result | None, error: BaseException | None
    ) -> None:
        """On the engine's thread: the one reply to a request, or the end of a refresh that has notified its news."""
        if self._waiting.get(request_id) is not job:  # once replied to, an id may be another request's
            if self._refreshing.get(request_id) is job:
                del self._refreshing[request_id]
            report(result, error)
            return
        del self._waiting[request_id]
        if error is None:
            assert result is not None  # noqa: S101 - fetch returns an object
            self._reply(request_id, result_payloads(request_id, result))
            self._log.ended(request_id, None)
        else:
            told = catalogued(error)
            self._reply(request_id, jsonrpc.error_reply(request_id, told))
            self._log.ended(request_id, told)
