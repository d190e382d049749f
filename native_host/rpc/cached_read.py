"""How every read is answered: from the cache at once, then from the server.

`cached_read` makes one question an operation:

    OPERATIONS = {
        "user": cached_read("user", params={"server": origin()}, fetch=one_call(_user), max_age=DAY),
    }

Its reply is {data, fetched_at, stale}. After a stale reply the server is asked, and if its answer differs, the
notification `changed` {operation, params, ...} follows with {data, fetched_at}, or with {error} if it could not be
asked. Data too large for a notification is left out; whoever asks again gets it from the cache.

Conditional requests (If-None-Match) would save nothing: Autolab renders the whole answer before it compares, counts a
304 against its rate limits, and the bodies of the 101 answers about 50 assessments (42 kB) are smaller than their
headers.
"""

from __future__ import annotations

import json

from ..timestamps import iso
from ..wire.errors import CompanionError
from ..wire.identifiers import account_key
from .operation import API_ERRORS, API_KINDS, Operation

TYPE_CHECKING = False  # typing stays off the path to remembered badges
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from typing import Any

    from ..autolab.calls import Call
    from ..services import Services
    from ..wire.error_names import ErrorName
    from ..wire.identifiers import AccountKey, Origin
    from ..wire.shapes.common import Account
    from ..wire.shapes.notifications import ChangedNotice
    from ..wire.shapes.sign_in import SessionAccount
    from .fields import Field
    from .operation import Context, Params, Result

    Fetch = Callable[[Context, Any], Awaitable[Any]]

NOTIFIABLE = 400_000
"""Characters of JSON that a notification carries: it must fit one frame, however it is escaped."""


def cached_read(
    name: str,
    *,
    params: Mapping[str, Field],
    fetch: Fetch,
    max_age: float,
    errors: tuple[ErrorName, ...] = (),
) -> Operation:
    """The operation `name`: `fetch(context, params)` gives the data, which is fresh for `max_age` seconds."""

    def remembered(context: Context, given: Params) -> Result | None:
        known = context.services.cache.get(account_of(context.services, given["server"]), *key(name, given))
        if known is None:
            return None
        return answer(known.data, known.fetched_at, stale=is_stale(context, known.fetched_at, max_age))

    async def refreshed(context: Context, given: Params) -> Result:
        return await refresh(context, name, given, fetch)

    return Operation(
        params=params,
        kinds=API_KINDS,
        errors=(*API_ERRORS, *errors),
        remembered=remembered,
        fetch=refreshed,
    )


async def refresh(context: Context, name: str, given: Params, fetch: Fetch) -> Result:
    """Ask the server, remember what it says, notify what is new. Raises what `fetch` raises."""
    cache, who = context.services.cache, account_of(context.services, given["server"])
    before = cache.get(who, *key(name, given))
    about: ChangedNotice = {
        "operation": name,
        "params": {part: value for part, value in given.items() if value is not None},
    }
    try:
        data = await fetch(context, given)
        require_same_account(context, given["server"], who)
    except CompanionError as error:
        if error.kind == "gone":
            cache.drop(who, *key(name, given))
        if before is not None:
            context.notify("changed", {**about, "error": error.as_json()})
        raise
    now = context.services.clock()
    cache.put(who, *key(name, given), data=data, fetched_at=now)
    if before is not None and before.data != data:
        context.notify("changed", with_data({**about, "fetched_at": iso(now)}, data))
    return answer(data, now, stale=False)


def with_data(notice: ChangedNotice, data: Any) -> ChangedNotice:
    """The `changed` notification with its `data`; without where that is too large for one."""
    if len(json.dumps(data)) <= NOTIFIABLE:
        notice["data"] = data
    return notice


def one_call(call: Callable[[Any], Call[Any]]) -> Fetch:
    """A `fetch` that is one request to one endpoint."""

    async def fetch(context: Context, given: Params) -> Any:
        return await call_server(context, given["server"], call(given))

    return fetch


async def call_server(context: Context, server: str, call: Call[Any], priority: str = "SHOWN") -> Any:
    """The answer to one call, as JSON values; `priority` SHOWN, SOON or IDLE says who waits for it.

    Raises the catalogue's session, network and refusal errors.
    """
    import msgspec  # the dispatcher answers from memory without it

    from ..autolab.pacing import Priority

    return msgspec.to_builtins(await context.services.client(server).call(call, Priority[priority]))


def account_of(services: Services, server: Origin) -> AccountKey:
    """The account's key in the cache, "server e-mail". Raises server_unknown, not_signed_in, sign_in_again."""
    return account_key(server, services.sessions.get(server).email)


def signed_in_as(services: Services, server: str) -> Account:
    """{email, name}: whose session it is, for people; the name as far as Autolab has one. Raises as account_of."""
    return in_words(services.sessions.get(server).user_info)


def in_words(account: SessionAccount) -> Account:
    """{email, name} of what a session tells of its account."""
    parts = (account.get("first_name"), account.get("last_name"))
    return {"email": account["email"], "name": " ".join(str(part) for part in parts if part)}


def require_same_account(context: Context, server: Origin, who: AccountKey) -> None:
    """Raises cancelled if somebody else has signed in since: the answer belongs to the earlier account."""
    if account_of(context.services, server) != who:
        raise CompanionError("cancelled")


def key(name: str, given: Params) -> tuple[str, ...]:
    """The key of an answer in the cache, within its account."""
    return (name, *(str(value) for part, value in sorted(given.items()) if part != "server"))


def clock_ahead(services: Services, server: str) -> int | None:
    """Whole seconds; None while the server has not told its time."""
    seconds = services.clock_ahead(server)
    return None if seconds is None else round(seconds)


def is_stale(context: Context, fetched_at: float, max_age: float) -> bool:
    """Whether the answer is too old; an answer from the future is, too (our clock was set back)."""
    return not 0 <= context.services.clock() - fetched_at < max_age


def is_due(context: Context, name: str, given: Params, max_age: float) -> bool:
    """Whether nothing is remembered, or nothing young enough. Raises as account_of."""
    known = context.services.cache.get(account_of(context.services, given["server"]), *key(name, given))
    return known is None or is_stale(context, known.fetched_at, max_age)


def answer(data: Any, fetched_at: float, *, stale: bool) -> Result:
    """The shape of every reply to a read."""
    return {"data": data, "fetched_at": iso(fetched_at), "stale": stale}
