"""Submissions that another host of this data folder begins: told to this one's browser, and followed to their end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..storage.submissions.entry import receipt
from ..storage.submissions.tally import TallyFile
from ..wire.errors import CompanionError
from .follow_up import follow
from .reconciler import as_shown

if TYPE_CHECKING:
    from ..services import Services
    from ..storage.submissions.entry import Entry
    from ..wire.shapes.notifications import Notify

MOST = 8
"""Newest submissions told of at one look: a backup that is brought back is no news."""


class SubmissionMonitor:
    """Which submissions there are, as last seen. On the engine's loop.

    What was there at the first look is no news: `resume_unsettled` and visits see to it.
    """

    def __init__(self, services: Services, notify: Notify) -> None:
        self._services, self._notify = services, notify
        self._tally = TallyFile(services.home, services.vault)
        self._stamp: tuple[int, int] | None = None
        self._seen: set[str] | None = None
        self.check()

    def check(self) -> None:
        """Tell of what was begun elsewhere since the last look; one stat of a file while nothing was written."""
        stamp = self._tally.stamp()
        if stamp == self._stamp:
            return
        in_use = self._services.vault.idle_since
        try:
            begun = self._begun()
        except CompanionError as error:  # locked, or amid a change that will be seen when it is made
            self._stamp = self._stamp if error.name == "vault_locked" else stamp
            return
        finally:
            self._services.vault.idle_since = in_use  # looking is no use: a vault nobody uses still locks
        self._stamp = stamp
        for entry in begun:
            self._notify("receipt.changed", {"receipt": receipt(entry)})
            if entry.open:
                follow(self._services, entry, self._notify)

    def _begun(self) -> list[Entry]:
        services, tally = self._services, self._tally.load()
        lines = {} if tally is None else tally.lines
        before, self._seen = self._seen, set(lines)
        new = set() if before is None else self._seen - before - services.journal.begun_here
        newest = sorted(new, key=lambda each: lines[each].sent_at)[-MOST:]
        return [as_shown(services, entry) for entry in map(services.journal.get, newest) if entry is not None]
