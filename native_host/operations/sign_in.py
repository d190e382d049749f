"""Signing in, as the extension sees it: it opens pages and relays one redirect address; all else stays here."""

from __future__ import annotations

from ..rpc.fields import boolean, choice, optional, origin, text
from ..rpc.operation import Operation
from ..wire.errors import SERVER_KINDS, STORAGE_KINDS

TYPE_CHECKING = False  # the dispatcher imports this beside the first reply
if TYPE_CHECKING:
    from ..oauth.sign_in import SignIn
    from ..rpc.operation import Context
    from ..wire.shapes.servers import SomeServerParams
    from ..wire.shapes.sign_in import (
        Attempt,
        Attempts,
        CancelParams,
        FinishParams,
        SignedIn,
        StartedAttempt,
        StartParams,
    )

_ATTEMPT = text(64)
_URL = text(4096)


def _sign_in(context: Context) -> SignIn:
    from ..oauth.sign_in import SignIn

    return SignIn(context.services, context.notify)


async def _start(context: Context, params: StartParams) -> StartedAttempt:
    return await _sign_in(context).start(params["server"], params["way"], params["redirect_uri"])


async def _finish(context: Context, params: FinishParams) -> SignedIn:
    return await _sign_in(context).finish(params["attempt"], params["redirect_url"])


async def _status(context: Context, params: SomeServerParams) -> Attempts:
    return {"attempts": _sign_in(context).status(params["server"])}


async def _cancel(context: Context, params: CancelParams) -> Attempt:
    return await _sign_in(context).cancel(params["attempt"], abandoned=bool(params["abandoned"]))


OPERATIONS = {
    "sign_in.start": Operation(
        params={
            "server": origin(),
            "way": choice("identity", "oob", "loopback", "device"),
            "redirect_uri": optional(_URL),
        },
        errors=(
            "server_unknown",
            "way_unavailable",
            "redirect_not_registered",
            "client_rejected",
            "device_throttled",
            "port_unavailable",
            "proxy_invalid",
        ),
        kinds=SERVER_KINDS | STORAGE_KINDS,
        fetch=_start,
    ),
    "sign_in.finish": Operation(
        params={"attempt": _ATTEMPT, "redirect_url": _URL},
        errors=(
            "attempt_unknown",
            "state_mismatch",
            "access_denied",
            "grant_rejected",
            "client_rejected",
            "scope_missing",
            "proxy_invalid",
        ),
        kinds=SERVER_KINDS | STORAGE_KINDS,
        fetch=_finish,
        finishes=True,
    ),
    "sign_in.status": Operation(
        params={"server": optional(origin())},
        kinds=STORAGE_KINDS,
        fetch=_status,
    ),
    "sign_in.cancel": Operation(
        params={"attempt": _ATTEMPT, "abandoned": optional(boolean())},
        kinds=STORAGE_KINDS,
        errors=("attempt_unknown",),
        fetch=_cancel,
        finishes=True,
    ),
}
