"""Where a submission goes, an account's assessment on a server: its lock, its list of versions, and the one POST.

Usage:

    async with exclusive(services, entry, asyncio.sleep):  # one host at a time, over all browsers
        listing = await listed(services, entry)
        outcome = await post(services, entry, body, leaving, held_back)
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..autolab.endpoints.materials import loading
from ..autolab.endpoints.submissions import submissions, submit
from ..timestamps import epoch
from ..vault.async_lock import async_lock
from .listing import Listing, Seen

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from contextlib import AbstractAsyncContextManager

    from ..autolab.handin_outcome import Outcome
    from ..autolab.http_messages import UploadBody
    from ..services import Services
    from ..storage.submissions.entry import Entry

    Waiter = Callable[[float], Awaitable[None]]

PAUSE = 0.2
"""Seconds between two tries for a lock: nobody notices them beside a submission."""


def lock_name(services: Services, entry: Entry) -> str:
    """The lock of whoever sends to the entry's assessment, or reconciles entries with its list."""
    return f"submission {services.journal.target_key(entry.target).hex()}"


def exclusive(
    services: Services, entry: Entry, waiter: Waiter, meanwhile: Callable[[], None] = lambda: None
) -> AbstractAsyncContextManager[None]:
    """The lock of the entry's assessment, as soon as it is free. `meanwhile()` runs at each try and may raise."""
    return async_lock(
        services.vault,
        lock_name(services, entry),
        math.inf,
        pause=PAUSE,
        sleep=waiter,
        on_busy=meanwhile,
    )


async def listed(services: Services, entry: Entry) -> Listing:
    """The account's submissions to the entry's assessment, as of now. Raises what a read raises."""
    call = submissions(entry.course, entry.assessment)
    lines, at = await services.client(entry.server).call_from_now(call)
    return Listing(tuple(Seen(line.version, epoch(line.created_at), line.filename) for line in lines), at)


async def post(
    services: Services,
    entry: Entry,
    upload: UploadBody,
    leaving: Callable[[], None],
    held_back: Callable[[], None],
) -> Outcome:
    """Send the file, once. Raises what stops it before it leaves, such as sign_in_again or filename_refused.

    `leaving()` is called before its last bytes leave, and keeps them back if it raises a CompanionError;
    `held_back()` if the file has to wait for its turn in the server's limits.
    """
    call = submit(entry.course, entry.assessment, upload)
    return await services.client(entry.server).submit(call, leaving, held_back)


async def load(services: Services, entry: Entry) -> None:
    """Have the server load the assessment's configuration. Raises what a read raises."""
    await services.client(entry.server).call(loading(entry.course, entry.assessment))
