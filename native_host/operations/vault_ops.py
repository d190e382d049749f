"""The vault, as the popup sees it: how the key is kept, unlock, lock."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from .base import Operation
from .fields import text

TYPE_CHECKING = False  # the desk imports this beside the first reply
if TYPE_CHECKING:
    import asyncio
    from collections.abc import Coroutine
    from typing import Any

    from ..services import Services
    from .base import Context, Params, Result

_DERIVING: WeakKeyDictionary[Services, asyncio.Lock] = WeakKeyDictionary()
"""Each passphrase tried takes 128 MiB for a moment: of this host's askers one at a time."""
_SETTLING: set[asyncio.Future[None]] = set()
"""Holds the tasks: the loop itself keeps only weak references."""


def _status(context: Context, _params: Params) -> Result:
    return context.services.vault.status()


async def _unlock(context: Context, params: Params) -> Result:
    import asyncio

    from ..oauth.resume import resume_attempts
    from ..submission.settle import settle_unsettled

    vault = context.services.vault
    async with _DERIVING.setdefault(context.services, asyncio.Lock()):
        # scrypt is slow on purpose: on a thread of its own it holds up nobody.
        await asyncio.to_thread(vault.unlock, params["passphrase"])
    await resume_attempts(context.services, context.notify)
    _settle_later(settle_unsettled(context.services, context.notify))
    return vault.status()


def _settle_later(settling: Coroutine[Any, Any, None]) -> None:
    """What an earlier host left in doubt can take minutes to settle; whoever unlocks does not wait for it."""
    import asyncio

    task = asyncio.ensure_future(settling)
    _SETTLING.add(task)
    task.add_done_callback(_SETTLING.discard)


def _lock(context: Context, _params: Params) -> Result:
    context.services.vault.lock_now()
    return context.services.vault.status()


_STATUS = "{custody: keychain|passphrase|keyfile|null, state: open|locked|empty|key_missing, records}"

OPERATIONS = {
    "vault.status": Operation(params={}, result=_STATUS, answer=_status),
    "vault.unlock": Operation(
        params={"passphrase": text(1024)},
        result=_STATUS,
        errors=("passphrase_wrong", "key_missing"),
        fetch=_unlock,
    ),
    "vault.lock": Operation(params={}, result=_STATUS, answer=_lock),
}
