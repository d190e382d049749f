"""The dispatcher: reads requests, answers at once what needs no network, hands the rest to the engine."""

from __future__ import annotations

import importlib

from .rpc.index import INDEX
from .rpc.operation import Context
from .wire import jsonrpc
from .wire.errors import CompanionError
from .wire.frames import MAX_FRAME, NEED_DATA, FrameReader, Oversize
from .wire.jsonrpc import Malformed
from .writer import ALWAYS, NOTICES

TYPE_CHECKING = False  # keeps typing off the first-reply path
if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Mapping
    from typing import Any

    from .engine import Engine, Job
    from .rpc.index import Route
    from .rpc.operation import Operation, Params, Result
    from .services import Services
    from .wire.jsonrpc import Request, RequestId
    from .writer import Writer

MAX_WAITING = 256
"""Requests that may wait for an answer at once, and refreshes that may go on behind replies: a page of 50 assessments
asks for a handful."""

ASKER = ("caller", "page_user")
"""Parameters of every request: who asks, and for a page also who it is shown to."""


class Dispatcher:
    """Serves one channel, from hello to the end of input."""

    def __init__(self, services: Services, writer: Writer) -> None:
        self._services = services
        self._writer = writer
        self._greeted = False
        self._engine: Engine | None = None
        self._waiting: dict[RequestId, Job] = {}
        self._refreshing: dict[RequestId, Job] = {}
        writer.missed = lambda count: jsonrpc.notification("notifications.dropped", {"count": count})

    def serve(self, read: Callable[[], bytes]) -> None:
        """Answer until `read()` returns no more bytes or the channel is lost; then bring work to its end."""
        frames = FrameReader()
        try:
            while data := read():
                frames.receive_data(data)
                while (event := frames.next_event()) is not NEED_DATA:
                    self._take(event)
                if self._greeted:
                    self._engine_started()
            frames.end_of_input()
        except CompanionError as error:  # the frames are out of step: say why, then end
            self._writer.write(jsonrpc.error_reply(None, error))
        finally:
            if self._engine is not None:
                self._engine.close()
                self._writer.drained(seconds=2.0)

    def _take(self, event: bytes | Oversize) -> None:
        if isinstance(event, Oversize):
            too_large = CompanionError("frame_too_large", length=event.length, limit=MAX_FRAME)
            self._writer.write(jsonrpc.error_reply(None, too_large))
            return
        message = jsonrpc.decode_message(event)
        if isinstance(message, Malformed):
            self._writer.write(jsonrpc.error_reply(message.id, message.error))
        elif message.id is None:
            self._notified(message)
        else:
            self._requested(message.id, message)

    def _notified(self, message: Request) -> None:
        """The one notification a host takes is cancel; others are ignored, as JSON-RPC 2.0 has it."""
        if message.method == "cancel":
            wanted = message.params.get("id")
            if isinstance(wanted, int | str) and not isinstance(wanted, bool):  # to Python True is 1
                job = self._waiting.get(wanted) or self._refreshing.get(wanted)
                if job is not None:
                    job.cancel()

    def _requested(self, request_id: RequestId, request: Request) -> None:
        try:
            if request_id in self._waiting:
                raise CompanionError("duplicate_id", id=request_id)
            if len(self._waiting) >= MAX_WAITING:
                raise CompanionError("too_many_requests", limit=MAX_WAITING)
            reply = self._answer(request_id, request)
        except CompanionError as error:
            self._writer.write(jsonrpc.error_reply(request_id, error))
        except Exception as error:  # noqa: BLE001 - a bug in one operation must not end the channel
            from .bugs import bug

            self._writer.write(jsonrpc.error_reply(request_id, bug(error)))
        else:
            if reply is not None:
                self._writer.write(result_or_bug(request_id, reply))

    def _answer(self, request_id: RequestId, request: Request) -> Result | None:
        """The reply, or None when the engine will give it."""
        if not self._greeted and request.method != "hello":
            raise CompanionError("hello_required")
        entry = INDEX.get(request.method)
        if entry is None:
            raise CompanionError("operation_unknown", operation=request.method)
        caller = "background" if request.method == "hello" else allowed_caller(entry, request)
        operation = load(request.method, entry)
        params = operation.decode({key: value for key, value in request.params.items() if key not in ASKER})
        context = Context(
            self._services,
            self._notify,
            caller,
            request_id,
            lambda result: self._replied_early(request_id, result),
        )
        if entry.scope is not None:
            self._services.sessions.require(params["server"], entry.scope)
            if "page_user" in request.params:
                from .rpc.page_account import require_own_page  # hello comes from no page

                require_own_page(self._services, params["server"], request.params["page_user"])
        return self._dispatch(request_id, request.method, operation, context, params)

    def _dispatch(
        self, request_id: RequestId, method: str, operation: Operation, context: Context, params: Params
    ) -> Result | None:
        if operation.answer is not None:
            result = operation.answer(context, params)
            self._greeted = self._greeted or method == "hello"
            return result
        fetch = operation.fetch
        assert fetch is not None  # noqa: S101 - a test checks that each operation has a way to answer
        known = operation.remembered(context, params) if operation.remembered else None
        if known is None:
            jobs = self._waiting
        elif known.get("stale"):
            if len(self._refreshing) >= MAX_WAITING:
                raise CompanionError("too_many_requests", limit=MAX_WAITING)
            self._writer.write(result_or_bug(request_id, known))
            jobs = self._refreshing
        else:
            return known
        engine = self._engine_started()
        job = jobs[request_id] = engine.job(
            lambda: fetch(context, params),
            lambda result, error: self._ended(request_id, job, result, error),
            finishes=operation.finishes,
        )
        engine.start(job)
        return None

    def _replied_early(self, request_id: RequestId, result: Result) -> None:
        """On the engine's thread: the rest of the work is a refresh now, which can be cancelled all the same."""
        self._refreshing[request_id] = self._waiting.pop(request_id)
        self._reply(request_id, result_or_bug(request_id, result))

    def _reply(self, request_id: RequestId, payloads: Iterable[bytes]) -> None:
        """On the engine's thread: the one reply, or that it was dropped for a browser that does not read."""
        if not self._writer.post(payloads):
            dropped = CompanionError("reply_dropped")
            self._writer.post(jsonrpc.error_reply(request_id, dropped), within=ALWAYS)

    def _ended(
        self, request_id: RequestId, job: Job, result: Result | None, error: BaseException | None
    ) -> None:
        """On the engine's thread: the one reply to a request, or the end of a refresh whose findings are told."""
        from .bugs import catalogued, report

        if self._waiting.get(request_id) is not job:  # once replied to, an id may be another request's
            if self._refreshing.get(request_id) is job:
                del self._refreshing[request_id]
            report(result, error)
            return
        del self._waiting[request_id]
        if error is None:
            assert result is not None  # noqa: S101 - fetch returns an object
            self._reply(request_id, result_or_bug(request_id, result))
        else:
            self._reply(request_id, jsonrpc.error_reply(request_id, catalogued(error)))

    def _notify(self, method: str, params: Mapping[str, Any]) -> None:
        self._writer.post((jsonrpc.notification(method, params),), within=NOTICES)

    def _warm_up(self) -> Coroutine[Any, Any, None]:
        from .startup import warm_up  # on the engine's thread: it imports asyncio

        return warm_up(self._services, self._notify)

    def _engine_started(self) -> Engine:
        if self._engine is None:
            from .bugs import report
            from .engine import Engine  # threading waits for the first reply to be out

            self._writer.started()
            self._engine = Engine(self._warm_up, report)
        return self._engine


def allowed_caller(entry: Route, request: Request) -> str:
    """The caller named by the background worker. Raises invalid_params or caller_may_not."""
    caller = request.params.get("caller")
    if not isinstance(caller, str):
        raise CompanionError("invalid_params", detail="caller is missing")
    if caller not in entry.callers:
        raise CompanionError("caller_may_not", caller=caller[:40], operation=request.method)
    return caller


def load(method: str, entry: Route) -> Operation:
    """The operation behind a route; its module is imported on first use."""
    module = importlib.import_module(f".operations.{entry.module}", __package__)
    operation: Operation = module.OPERATIONS[method]
    return operation


def result_or_bug(request_id: RequestId, result: Result) -> list[bytes]:
    """Payloads of the one reply: the result, or internal_error for one that JSON cannot say."""
    try:
        return list(jsonrpc.result_reply(request_id, result))
    except (TypeError, ValueError, RecursionError) as error:
        from .bugs import bug

        return list(jsonrpc.error_reply(request_id, bug(error)))
