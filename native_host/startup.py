"""The engine's first work: the imports the network needs, then whatever an earlier host left unfinished."""

from __future__ import annotations

import asyncio
import importlib
import os

TYPE_CHECKING = False  # typing stays off the path to remembered badges
if TYPE_CHECKING:
    from collections.abc import Callable

    from .services import Services
    from .wire.shapes.notifications import Notify

HEAVY = (".autolab.transport", ".autolab.client", ".oauth.http_client")
"""Modules whose imports the first network request would otherwise wait for."""


async def warm_up(
    services: Services, notify: Notify, after_start: Callable[[], object] | None = None
) -> None:
    """Import what the network needs, go on with what was left unfinished, then keep house."""
    for module in HEAVY:
        importlib.import_module(module, __package__)
    from .housekeeping import run_housekeeping
    from .vault.core_dumps import forbid_inspection

    forbid_inspection()
    later = [asyncio.to_thread(after_start)] if after_start else []
    await asyncio.gather(run_housekeeping(services, notify), resume(services, notify), *later)


async def resume(services: Services, notify: Notify) -> None:
    """Go on with what an earlier host left unfinished; without a vault there was none."""
    vault = os.path.join(services.home, "vault")  # noqa: PTH118 - pathlib would be imported for this alone
    if not os.path.isdir(vault):  # noqa: ASYNC240, PTH112 - one stat of a local folder
        return
    from .oauth.sign_in import SignIn
    from .submission.follow_up import resume_unsettled

    services.cache.leave_wal_if_shared()
    SignIn(services, notify).try_resume()
    if services.staff_jobs.exists:
        from .staff.resuming import resume_jobs  # students have none

        resume_jobs(services, notify)
    await resume_unsettled(services, notify)
