"""Operations that change something on the server, for course staff: one request, then outdated reads are dropped."""

from __future__ import annotations

from ..wire.errors import CompanionError
from .cached_read import account_of, call_server, key
from .operation import API_ERRORS, API_KINDS, ASSESSMENT_ERRORS, Operation

TYPE_CHECKING = False  # typing stays off the path to remembered answers
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from typing import Any

    from ..autolab.calls import Call
    from ..wire.error_names import ErrorName
    from .fields import Field
    from .operation import Context, Params, Result

    Explain = Callable[[Context, Any, CompanionError], Awaitable[CompanionError]]

STAFF_ERRORS: tuple[ErrorName, ...] = (*ASSESSMENT_ERRORS, "instructor_only")
MAX_AGE = 30.0
"""Seconds for which what staff see is fresh: several of them may be at work."""


def changing(
    *,
    params: Mapping[str, Field],
    call: Callable[[Any], Call[Any]],
    outdates: Mapping[str, tuple[str, ...]],
    lists: tuple[tuple[str, ...], ...] = (),
    errors: tuple[ErrorName, ...] = (),
    explain: Explain | None = None,
) -> Operation:
    """A change on the server: one request, sent once. `outdates`: remembered reads, with their parameters, to drop;
    `lists`: keys of further ones, whose parameters the change does not have.

    `explain(context, params, error)` gives the error to raise instead, for a failure that needs another look.
    """

    async def fetch(context: Context, given: Params) -> Result:
        who = account_of(context.services, given["server"])
        try:
            changed = await call_server(context, given["server"], call(given))
        except CompanionError as error:
            raise (await explain(context, given, error) if explain else error) from None
        finally:  # a change whose answer was lost may have happened
            named = (key(name, {part: given.get(part) for part in parts}) for name, parts in outdates.items())
            for each in (*named, *lists):
                context.services.cache.drop(who, *each)
        return {"data": changed}

    return Operation(
        params=params,
        kinds=API_KINDS,
        errors=(*API_ERRORS, *STAFF_ERRORS, *errors),
        fetch=fetch,
        finishes=True,
    )
