"""One journal entry and its one POST: what is written before each part leaves, and how its outcome is recorded."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ..autolab.handin_outcome import AcceptedWithoutGrading, Answered, Doubt, Landed, NotSent, Refused
from ..autolab.http_messages import UploadBody
from ..wire.errors import CompanionError
from . import steps
from .reconciler import record
from .target import post

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..autolab.handin_outcome import Outcome
    from ..rpc.progress import Progress
    from ..services import Services
    from ..storage.submissions.entry import Entry
    from ..uploads.spool import Spool


class Post:
    """`listed_at`: when the list before it was requested, by the loop's clock. `leaves`: called when it is noted that
    the last bytes are about to.
    """

    def __init__(
        self,
        services: Services,
        spool: Spool,
        progress: Progress,
        listed_at: float,
        leaves: Callable[[], object],
    ) -> None:
        self._services, self._spool, self._progress = services, spool, progress
        self._listed_at, self._leaves = listed_at, leaves
        self.trouble: CompanionError | None = None
        """Why it is not there, if it is not."""
        self.wordless = False
        """The server failed with a 500 and said nothing."""

    async def send(self, entry: Entry) -> Entry:
        """Send the entry's file; the entry is in the journal by now. Raises CancelledError only."""
        size = entry.size

        def moved(sent: int) -> None:
            self._progress.report(phase="sending" if sent < size else "waiting", sent=sent, size=size)

        def leaving() -> None:
            nonlocal entry
            leaves = steps.leaving(entry, self._services.clock())
            self._services.journal.update(leaves)  # what can't be written must not leave
            entry = leaves
            self._leaves()

        def held_back() -> None:
            self._progress.report(phase="queued", sent=0, size=size)

        moved(0)
        body = UploadBody(entry.filename, size, self._spool.parts, moved)
        try:
            outcome = await post(self._services, entry, body, leaving, held_back)
        except CompanionError as error:
            outcome = NotSent(error)
        except BaseException:  # cancelled, or a bug: say what is certain, then let it pass
            record(self._services, self._after(self._over(entry), None))
            raise
        entry = self._after(self._over(entry), outcome)
        record(self._services, entry)
        return entry

    def _over(self, entry: Entry) -> Entry:
        elapsed = asyncio.get_running_loop().time() - self._listed_at
        return steps.over(entry, self._services.clock(), elapsed)

    def _after(self, entry: Entry, outcome: Outcome | None) -> Entry:
        """The next step of an entry whose attempt is over; without an outcome it was broken off."""
        now = self._services.clock()
        match outcome:
            case Landed(version, filename):
                return steps.landed(entry, version, filename, now)
            case Refused(error):
                self.trouble = error
                return steps.refused(entry, error.name, error.server_said, now)
            case AcceptedWithoutGrading(words):
                return steps.ungraded(entry, words)
            case Answered(status, error, words, wordless):
                self.trouble, self.wordless = error, wordless
                return steps.answered(entry, status, error.name, words)
        if entry.left_at is not None:
            return steps.doubted(entry, outcome.server_said if isinstance(outcome, Doubt) else None)
        self.trouble = outcome.error if isinstance(outcome, NotSent) else CompanionError("cancelled")
        return steps.never_sent(entry, self.trouble.name, now)
