"""The vault, as the popup sees it: how the key is kept, unlock, have a keychain ask again, lock."""

from __future__ import annotations

from ..rpc.fields import text
from ..rpc.operation import Operation
from ..wire.errors import STORAGE_KINDS

TYPE_CHECKING = False  # the dispatcher imports this beside the first reply
if TYPE_CHECKING:
    from ..rpc.operation import Context
    from ..wire.shapes.common import NoParams
    from ..wire.shapes.sign_in import UnlockParams, VaultStatus


def _status(context: Context, _params: NoParams) -> VaultStatus:
    return context.services.vault.status()


async def _unlock(context: Context, params: UnlockParams) -> VaultStatus:
    import asyncio

    vault = context.services.vault
    async with context.services.unlocking:
        # scrypt is slow on purpose: on a thread of its own it blocks no other request.
        await asyncio.to_thread(vault.unlock, params["passphrase"])
    await _take_up(context)
    return vault.status()


async def _ask_again(context: Context, _params: NoParams) -> VaultStatus:
    import asyncio

    vault = context.services.vault
    vault.ask_again()
    # The user may take their time with the keychain's prompt: on a thread of its own it blocks no other request.
    status = await asyncio.to_thread(vault.status)
    if status["state"] == "open":
        await _take_up(context)
    return status


async def _take_up(context: Context) -> None:
    """Go on with what waited for the key."""
    from ..oauth.sign_in import SignIn
    from ..submission.follow_up import resume_unsettled

    SignIn(context.services, context.notify).try_resume()
    # What an earlier host left in doubt can take minutes to settle; unlocking does not wait for it.
    context.services.run_behind(resume_unsettled(context.services, context.notify))


def _lock(context: Context, _params: NoParams) -> VaultStatus:
    context.services.vault.lock_now()
    return context.services.vault.status()


OPERATIONS = {
    "vault.status": Operation(params={}, kinds=STORAGE_KINDS, answer=_status),
    "vault.unlock": Operation(
        params={"passphrase": text(1024)},
        kinds=STORAGE_KINDS,
        errors=("passphrase_wrong",),
        fetch=_unlock,
    ),
    "vault.ask_again": Operation(params={}, kinds=STORAGE_KINDS, fetch=_ask_again),
    "vault.lock": Operation(params={}, kinds=STORAGE_KINDS, answer=_lock),
}
