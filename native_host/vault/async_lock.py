"""Locks between processes held across awaits, without stopping the loop."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from ..wire.errors import CompanionError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from .vault import Vault

PATIENCE = 150.0
"""Seconds to wait for a holder: longer than the requests of one sign-in can take together."""
_PAUSE = 0.02


@asynccontextmanager
async def async_lock(vault: Vault, name: str, patience: float = PATIENCE) -> AsyncIterator[None]:
    """Hold the vault's lock `name`. Raises vault_busy after `patience` seconds; 0 asks once."""
    loop = asyncio.get_running_loop()
    give_up = loop.time() + patience
    while True:
        lock = vault.lock(name, timeout=0)
        try:
            lock.__enter__()
            break
        except CompanionError as error:
            if error.name != "vault_busy" or loop.time() >= give_up:
                raise
        await asyncio.sleep(_PAUSE)
    try:
        yield
    finally:
        lock.__exit__(None, None, None)
