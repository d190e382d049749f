"""Signing out."""

from __future__ import annotations

from ..rpc.fields import origin
from ..rpc.operation import Operation
from ..wire.errors import STORAGE_KINDS
from ..wire.identifiers import account_key

TYPE_CHECKING = False  # the dispatcher imports this beside the first reply
if TYPE_CHECKING:
    from ..rpc.operation import Context
    from ..services import Services
    from ..wire.identifiers import Email, Origin
    from ..wire.shapes.servers import OneServerParams
    from ..wire.shapes.sign_in import SignedOut


async def _sign_out(context: Context, params: OneServerParams) -> SignedOut:
    from ..oauth.sign_out import sign_out

    done = await sign_out(context.services, params["server"])
    await forget_answers(context.services, params["server"], done["account"])
    return done


async def forget_answers(services: Services, origin: Origin, account: Email | None) -> None:
    """What was kept for an account goes with its session; receipts stay, they are the user's proof."""
    await services.clients.dismiss(origin)  # an answer under way must not be remembered after this
    if account is not None:
        services.cache.forget(account_key(origin, account))
        services.staff_jobs.forget(account_key(origin, account))


OPERATIONS = {
    "sign_out": Operation(
        params={"server": origin()},
        kinds=STORAGE_KINDS,
        errors=("server_unknown",),
        fetch=_sign_out,
        finishes=True,
    ),
}
