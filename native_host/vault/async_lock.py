"""The lock between processes for code on an event loop: it waits without stopping the loop.

Usage:

    async with async_lock(vault, "session:https://autolab.example.edu"):
        ...  # no other host, and no other task of this one, is in here; the system frees it if we die
"""

from __future__ import annotations

import asyncio
from contextlib import ExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from ..wire.errors import CompanionError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from .vault import Vault

PATIENCE = 150.0
"""Seconds to wait for a holder: longer than the requests of one sign-in can take together."""
PAUSE = 0.02
"""Seconds between two tries."""


def try_lock(vault: Vault, name: str) -> ExitStack | None:
    """The vault's lock `name`, to be closed; None if somebody else holds it now. Raises as Vault.lock."""
    held = ExitStack()
    try:
        held.enter_context(vault.lock(name, timeout=0))
    except CompanionError as error:
        if error.name != "vault_busy":
            raise
        return None
    return held


@asynccontextmanager
async def async_lock(
    vault: Vault,
    name: str,
    timeout: float = PATIENCE,  # noqa: ASYNC109 - a lock's holder is not to be cancelled by it
    *,
    pause: float = PAUSE,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    on_busy: Callable[[], None] = lambda: None,
) -> AsyncIterator[None]:
    """Hold the vault's lock `name`. Raises vault_busy after `timeout` seconds; 0 tries once.

    `on_busy()` is called after each try in vain and may raise.
    """
    loop = asyncio.get_running_loop()
    give_up = loop.time() + timeout
    while (held := try_lock(vault, name)) is None:
        if loop.time() >= give_up:
            raise CompanionError("vault_busy", seconds=round(timeout))
        on_busy()
        await sleep(pause)
    with held:
        yield
