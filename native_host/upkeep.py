"""What a host does while it is open and idle: lock a vault nobody uses, and notice what other hosts did.

Every browser profile has its own host on one data folder. When one of them signs in or out, or is told by the
server that a session has ended, the others learn it from the folder, so that every browser says the same.
"""

from __future__ import annotations

import asyncio
import os
import time
from typing import TYPE_CHECKING, Any

from .wire.errors import CompanionError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .services import Services

    Notify = Callable[[str, Mapping[str, Any]], None]

PERIOD = 2.0
"""Seconds between looks: one stat of a folder each."""
AUTO_LOCK = 15 * 60.0
"""Seconds without use after which a vault kept by passphrase is locked again."""


class SessionWatch:
    """Who is signed in where, as last told to this extension."""

    def __init__(self, services: Services, notify: Notify) -> None:
        self._services, self._notify = services, notify
        self._vault_folder = os.path.join(services.home, "vault")  # noqa: PTH118 - one string, no file
        self._stamp = self._changed_at()
        self._told = self._signed_in()

    def hear(self, method: str, params: Mapping[str, Any]) -> None:
        """A session began or ended in this very host: tell the extension, and remember that it knows."""
        self._told[params["server"]] = params["signed_in"]
        self._notify(method, params)

    def look(self) -> None:
        """Tell the extension what has changed elsewhere since it was last told."""
        stamp = self._changed_at()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        now = self._signed_in()
        for server in {*now, *self._told}:
            signed_in = now.get(server, False)
            if signed_in != self._told.get(server, False):
                params = {"server": server, "signed_in": signed_in, "reason": "elsewhere"}
                self._notify("session.changed", params)
        self._told = now

    def _changed_at(self) -> int:
        try:
            return os.stat(self._vault_folder).st_mtime_ns  # noqa: PTH116 - every PERIOD, so kept light
        except FileNotFoundError:
            return 0

    def _signed_in(self) -> dict[str, bool]:
        services = self._services
        try:
            return {
                server.origin: services.sessions.find(server.origin) is not None
                for server in services.servers.list()
            }
        except CompanionError:  # locked, or mid-way through another process's change: the next look sees it
            return {}


async def keep_up(services: Services, notify: Notify) -> None:
    """Run until cancelled."""
    watch = SessionWatch(services, notify)
    services.sessions.listen(watch.hear)
    while True:
        await asyncio.sleep(PERIOD)
        watch.look()
        if time.monotonic() - services.vault.idle_since > AUTO_LOCK:
            services.vault.lock_now()
