"""Going on with what an earlier host left unfinished: a browser was closed, a laptop's lid, a network was gone."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from ..wire.errors import CompanionError
from ..wire.identifiers import account_key
from .jobs import PAUSED, RUNNING
from .running import Running

if TYPE_CHECKING:
    from ..services import Services
    from ..wire.shapes.notifications import Notify


def resume_jobs(services: Services, notify: Notify) -> None:
    """Begin each that was confirmed and has not ended, of whoever is signed in. On the engine's loop.

    Never raises for what the data folder does: whoever looks at a job is told then.
    """
    with suppress(CompanionError):
        for server in services.servers.list():
            email = services.sessions.email(server.origin)
            heads = services.staff_jobs.heads(account_key(server.origin, email)) if email else []
            for head in heads:
                if head["state"] in {RUNNING, PAUSED}:
                    services.flights.start(Running, (head["job"],), partial(Running, services, head, notify))
