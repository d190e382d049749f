"""Taking turns: one submission to one assessment at a time, over all browsers and their hosts."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from ..wire.errors import CompanionError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from contextlib import AbstractContextManager

    from ..ledger.journal import Journal
    from ..vault.vault import Vault

    Target = tuple[str, str, str, str]
    Waiter = Callable[[float], Awaitable[None]]

PAUSE = 0.2
"""Seconds between two tries for a turn: nobody notices them beside a submission."""


def turn(vault: Vault, journal: Journal, target: Target) -> AbstractContextManager[None]:
    """The lock of a target, if it is free now. Raises vault_busy. The system frees it when its holder dies."""
    return vault.lock(f"submission {journal.target_key(target).hex()}", timeout=0)


@asynccontextmanager
async def next_turn(
    vault: Vault, journal: Journal, target: Target, waiter: Waiter, meanwhile: Callable[[], None]
) -> AsyncIterator[None]:
    """The lock of a target, as soon as it is free. `meanwhile()` runs at each try and may raise to give up."""
    while True:
        held = turn(vault, journal, target)
        try:
            held.__enter__()
        except CompanionError as error:
            if error.name != "vault_busy":
                raise
            meanwhile()
            await waiter(PAUSE)
            continue
        try:
            yield
        finally:
            held.__exit__(None, None, None)
        return
