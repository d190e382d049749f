"""Servers of ours that end while somebody connects."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import FileDescriptorLike


async def accept_no_more(listener: FileDescriptorLike) -> None:
    """Call before a server closes: what it has accepted has reached its protocol by then.

    asyncio loses a connection that it accepted just before its server closes, and warns of it in some later test.
    """
    with suppress(NotImplementedError):  # Windows' own loop
        asyncio.get_running_loop().remove_reader(listener)
        await asyncio.sleep(0)  # the connection's task makes its transport
        await asyncio.sleep(0)  # which makes it known


async def end_all() -> None:
    """Requests that wait for an ordered delay; the loop would complain of each when it is gone."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for each in others:
        each.cancel()
    await asyncio.gather(*others, return_exceptions=True)
