"""What a host does while it is idle: lock an unused vault, and notice what other hosts did.

Every browser profile has its own host on one data folder. When one of them signs in or out, learns from the server that
a session has ended, or hands something in, the others learn it from the folder, so that all browsers show the same.
"""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from .submission.elsewhere import SubmissionMonitor
from .wire.errors import CompanionError

if TYPE_CHECKING:
    from typing import Literal

    from .services import Services
    from .wire.identifiers import Origin
    from .wire.shapes.notifications import Notify, SessionNotice


PERIOD = 2.0
"""Seconds between looks: a stat of a folder and one of a file each."""


class SessionMonitor:
    """Who is signed in where, as last told to this extension."""

    def __init__(self, services: Services, notify: Notify) -> None:
        self._services, self._notify = services, notify
        self._vault_folder = os.path.join(services.home, "vault")  # noqa: PTH118 - one string, no file
        self._notified: dict[Origin, str] = {}
        stamp, now = self._changed_at(), self._accounts()
        self._stamp = None if now is None else stamp
        self._notified = now or {}

    def notify(self, method: Literal["session.changed"], params: SessionNotice) -> None:
        """A session began or ended in this very host: tell the extension, and remember that it knows."""
        self._notify(method, params)
        self._notified = self._accounts() or {}

    def check(self) -> None:
        """Tell the extension what has changed elsewhere since it was last told."""
        stamp = self._changed_at()
        if stamp == self._stamp:
            return
        now = self._accounts()
        if now is None:
            return
        for server in {*now, *self._notified}:
            if now.get(server) != self._notified.get(server):
                params: SessionNotice = {"server": server, "signed_in": server in now, "reason": "elsewhere"}
                self._notify("session.changed", params)
        self._stamp, self._notified = stamp, now

    def _changed_at(self) -> int:
        try:
            return os.stat(self._vault_folder).st_mtime_ns  # noqa: PTH116 - every PERIOD, so kept light
        except OSError:  # not there, or something else in its place: whoever asks is told, and we look on
            return 0

    def _accounts(self) -> dict[Origin, str] | None:
        """Server to account; None while the vault is locked: then nobody has signed out, and we look again."""
        services = self._services
        in_use = services.vault.idle_since
        try:
            found = {each.origin: services.sessions.email(each.origin) for each in services.servers.list()}
        except CompanionError as error:  # locked, or amid a change that will be seen when it is made
            return None if error.name == "vault_locked" else self._notified
        finally:
            services.vault.idle_since = (
                in_use  # looking does not reset the idle timer: a vault nobody uses still locks
            )
        return {server: account for server, account in found.items() if account is not None}


async def run_housekeeping(services: Services, notify: Notify) -> None:
    """Run until cancelled."""
    monitor, submissions = SessionMonitor(services, notify), SubmissionMonitor(services, notify)
    services.sessions.subscribe(monitor.notify)
    while True:
        await asyncio.sleep(PERIOD)
        services.vault.lock_if_idle()
        monitor.check()
        submissions.check()
