"""The dispatcher: reads requests, answers at once what needs no network, hands the rest to the engine."""

from __future__ import annotations

from .operations import load
from .rpc.index import INDEX
from .rpc.operation import Context
from .wire import jsonrpc
from .wire.errors import CompanionError
from .wire.frames import MAX_FRAME, NEED_DATA, FrameReader, Oversize
from .wire.jsonrpc import Malformed
from .writer import NOTICES, result_payloads

TYPE_CHECKING = False  # keeps typing off the first-reply path
if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping
    from typing import Any

    from .in_flight import InFlight
    from .log import Log
    from .rpc.index import Route
    from .rpc.operation import Operation, Params, Result
    from .services import Services
    from .wire.jsonrpc import Request, RequestId
    from .writer import Writer

ASKER = ("caller", "page_user")
"""Parameters of every request: who asks, and for a page also who it is shown to."""


class Dispatcher:
    """Serves one channel, from hello to the end of input.

    `after_start` is done in a thread of its own, once nobody waits for the start any more.
    """

    def __init__(
        self, services: Services, writer: Writer, after_start: Callable[[], object] | None = None
    ) -> None:
        self._services = services
        self._after_start = after_start
        self._log: Log | None = None
        self._writer = writer
        self._greeted = False
        self._in_flight: InFlight | None = None
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
                    self._engine()
            frames.end_of_input()
        except CompanionError as error:  # the frames are out of step: say why, then end
            self._writer.write(jsonrpc.error_reply(None, error))
        finally:
            if self._in_flight is not None:
                self._in_flight.close()

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
            if isinstance(wanted, bool) or not isinstance(wanted, int | str):  # to Python True is 1
                return
            if self._in_flight is not None:
                self._in_flight.cancel(wanted)

    def _requested(self, request_id: RequestId, request: Request) -> None:
        if self._greeted:  # what hello waits for is not delayed by a look for the data folder
            self._book().requested(request_id, request.method)
        try:
            if self._in_flight is not None:
                self._in_flight.admit(request_id)
            reply = self._answer(request_id, request)
        except CompanionError as error:
            self._refuse(request_id, error)
        except Exception as error:  # noqa: BLE001 - a bug in one operation must not end the channel
            from .bugs import bug

            self._refuse(request_id, bug(error))
        else:
            if reply is not None:
                self._writer.write(result_payloads(request_id, reply))

    def _refuse(self, request_id: RequestId, error: CompanionError) -> None:
        self._writer.write(jsonrpc.error_reply(request_id, error))
        if self._greeted:
            self._book().ended(request_id, error)

    def _answer(self, request_id: RequestId, request: Request) -> Result | None:
        """The reply, or None when the engine will give it."""
        if not self._greeted and request.method != "hello":
            raise CompanionError("hello_required")
        route = INDEX.get(request.method)
        if route is None:
            raise CompanionError("operation_unknown", operation=request.method)
        caller = "background" if request.method == "hello" else allowed_caller(route, request)
        operation = load(request.method, route)
        params = operation.decode({key: value for key, value in request.params.items() if key not in ASKER})
        context = Context(
            self._services,
            self._notify,
            caller,
            request_id,
            lambda result: self._engine().reply_early(request_id, result),
        )
        if route.scope is not None:
            self._services.sessions.require(params["server"], route.scope)
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
        if known is not None:
            if not known.get("stale"):
                return known
            if self._in_flight is not None:
                self._in_flight.admit_refresh()
            self._writer.write(result_payloads(request_id, known))
        self._engine().start(
            request_id,
            lambda: fetch(context, params),
            finishes=operation.finishes,
            replied=known is not None,
        )
        return None

    def _notify(self, method: str, params: Mapping[str, Any]) -> None:
        self._writer.post((jsonrpc.notification(method, params),), within=NOTICES)
        if method == "receipt.changed":  # on the engine's loop
            from .badges.learning import learn_receipt

            learn_receipt(self._services, self._notify, params["receipt"])

    def _warm_up(self) -> Coroutine[Any, Any, None]:
        from .startup import warm_up  # on the engine's thread: it imports asyncio

        return warm_up(self._services, self._notify, self._after_start)

    def _book(self) -> Log:
        if self._log is None:
            from .log import Log

            self._log = Log(self._services.home)
        return self._log

    def _engine(self) -> InFlight:
        if self._in_flight is None:
            from .in_flight import InFlight  # threading waits for the first reply to be out

            self._in_flight = InFlight(self._writer, self._warm_up, self._book())
        return self._in_flight


def allowed_caller(route: Route, request: Request) -> str:
    """The caller named by the background worker. Raises invalid_params or caller_may_not."""
    caller = request.params.get("caller")
    if not isinstance(caller, str):
        raise CompanionError("invalid_params", detail="caller is missing")
    if caller not in route.callers:
        raise CompanionError("caller_may_not", caller=caller[:40], operation=request.method)
    return caller
