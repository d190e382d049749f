"""The shape of an operation: declared parameters, and how it is answered.

    OPERATIONS = {
        "vault.lock": Operation(params={}, answer=_lock),  # _lock(context, params) -> VaultStatus
    }

`rpc/index.py` names the module of each operation, its OAuth scope and who may call it; `wire/shapes/table.py`
the types of its parameters and its result.
"""

from __future__ import annotations

from ..wire.errors import SERVER_KINDS, STORAGE_KINDS, CompanionError

TYPE_CHECKING = False  # keeps typing off the first-reply path
if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping
    from collections.abc import Set as AbstractSet
    from typing import Any

    from ..services import Services
    from ..wire.error_names import ErrorName, Kind
    from ..wire.shapes.notifications import Notify
    from .fields import Field

    Params = Mapping[str, Any]
    Result = Mapping[str, Any]

# What many operations may come to; an operation names what is beyond the protocol's own.
SESSION_KINDS: frozenset[Kind] = STORAGE_KINDS | {"session"}
API_KINDS = SESSION_KINDS | SERVER_KINDS
API_ERRORS: tuple[ErrorName, ...] = ("proxy_invalid", "path_unknown", "request_refused")
"""What any endpoint of the API may come to, an older or a changed Autolab's above all."""
COURSE_ERRORS: tuple[ErrorName, ...] = ("course_unknown", "not_enrolled", "course_disabled")
ASSESSMENT_ERRORS: tuple[ErrorName, ...] = (*COURSE_ERRORS, "assessment_unknown", "assessment_unreleased")
OF_ONE: frozenset[ErrorName] = frozenset(
    {
        "assessment_unknown",
        "assessment_unreleased",
        "answer_unexpected",
        "answer_too_large",
        "name_refused",
        "path_unknown",
        "request_refused",
        "server_failed",
    }
)
"""Failures that may concern one assessment alone; every other one ends the refresh."""


class Context:
    """What a handler knows besides its parameters.

    `notify(method, params)` sends a notification to the extension; it may be called from any thread.
    `reply(result)` answers a `fetch` before it has ended, once; the rest of it is a refresh behind that reply.
    """

    __slots__ = ("caller", "notify", "reply", "request_id", "services")

    def __init__(
        self,
        services: Services,
        notify: Notify,
        caller: str,
        request_id: int | str | None,
        reply: Callable[[Result], None],
    ) -> None:
        self.services = services
        self.notify = notify
        self.caller = caller
        self.request_id = request_id
        self.reply = reply


class Operation:
    """One thing an extension may ask for. Exactly these ways to answer exist:

    - `answer(context, params)`: at once, on the dispatcher's thread; never the network.
    - `remembered(context, params)`: at once if it returns a dict; when that says `stale`, `fetch` follows.
    - `fetch(context, params)`: a coroutine on the engine; its result is the reply unless `remembered` or
      `context.reply` replied.

    `finishes` marks work that is brought to an end even when the browser has gone.
    `kinds` and `errors` name what it may come to beyond the protocol's own, for PROTOCOL.md: whole kinds of the
    catalogue, and single rows.
    """

    __slots__ = ("answer", "errors", "fetch", "finishes", "kinds", "params", "remembered")

    def __init__(
        self,
        *,
        params: Mapping[str, Field],
        kinds: AbstractSet[Kind] = frozenset(),
        errors: tuple[ErrorName, ...] = (),
        answer: Callable[[Context, Any], Result] | None = None,
        remembered: Callable[[Context, Any], Result | None] | None = None,
        fetch: Callable[[Context, Any], Coroutine[Any, Any, Result]] | None = None,
        finishes: bool = False,
    ) -> None:
        self.params, self.kinds, self.errors = params, kinds, errors
        self.answer, self.remembered, self.fetch = answer, remembered, fetch
        self.finishes = finishes

    def decode(self, raw: Mapping[str, Any]) -> Params:
        """Typed parameters from untrusted ones. Raises invalid_params for unknown, missing or ill-typed ones."""
        unknown = [name for name in raw if name not in self.params]
        if unknown:
            raise CompanionError(
                "invalid_params", detail=f"{unknown[0][:40]!r} is not a parameter of this operation"
            )
        decoded: dict[str, Any] = {}
        for name, field in self.params.items():
            if name in raw:
                decoded[name] = field.decode(raw[name], name)
            elif field.required:
                raise CompanionError("invalid_params", detail=f"{name} is missing")
            else:
                decoded[name] = None
        return decoded
