"""Handing in one file exactly once: look, write down, send, and find out what became of it.

The order is the promise. The entry is on the disk before the first byte leaves; after that nothing in this
program can send it again, and whatever happens the entry is settled by what the server lists.
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from ..autolab.handin_outcome import AcceptedWithoutGrading, Doubt, Landed, NotSent, Refused
from ..autolab.messages import UploadBody
from ..ledger.entry import ARRIVED, UNKNOWN, Entry
from ..wire.errors import CompanionError
from . import steps
from .handin import listed, post
from .settle import judged, record, settle
from .turn import next_turn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..autolab.handin_outcome import Outcome
    from ..services import Services
    from .progress import Progress
    from .turn import Waiter
    from .uploads import Upload

BASELINE_REFUSALS = frozenset({"scope_missing"})
"""Reasons for which a server won't list submissions but may still take one; a doubt then stays unknown."""


class Submitting:
    """One upload on its way to the server. `again`: the student has confirmed to send the same file once more."""

    def __init__(
        self,
        services: Services,
        upload: Upload,
        display_name: str,
        progress: Progress,
        *,
        again: bool,
        waiter: Waiter = asyncio.sleep,
    ) -> None:
        self._services, self._upload, self._progress = services, upload, progress
        self._again, self._waiter = again, waiter
        self.trouble: CompanionError | None = None
        """The server's refusal, or what kept the file from leaving; None in every other case."""
        self._draft = Entry(
            id=secrets.token_hex(16),
            server=upload.server,
            account=upload.account,
            course=upload.course,
            assessment=upload.assessment,
            display_name=display_name,
            filename=upload.filename,
            size=upload.size,
            sha256=upload.spool.sha256(),
            sent_at=0.0,
        )

    async def run(self) -> Entry:
        """The entry, settled or in doubt for now.

        Raises before anything is sent: not_signed_in (now somebody else is), already_submitted, outcome_unknown,
        submission_under_way, what listing raises, storage_failed. After that only CancelledError; the entry is
        then settled at the next start.
        """
        services = self._services
        self._refuse_stranger()
        self._refuse_repeat()
        async with next_turn(services, self._draft, self._waiter, self._someone_elses_turn):
            self._refuse_repeat()
            baseline = await self._baseline()
            self._refuse_repeat()
            self._refuse_stranger()
            entry = replace(self._draft, baseline=baseline, sent_at=services.clock())
            services.journal.begin(entry)
            entry = await self._send(entry)
        if entry.open:
            self._progress.tell(phase="settling", sent=entry.size, size=entry.size)
            entry = await settle(services, entry, self._waiter) or entry
        return entry

    def _refuse_stranger(self) -> None:
        """Raises if whoever began the upload is no longer who is signed in: it would count as another's work."""
        draft = self._draft
        if self._services.sessions.require(draft.server).account["email"] != draft.account:
            raise CompanionError("not_signed_in", server=draft.server)

    def _refuse_repeat(self) -> None:
        """Raises if the same file went to the same place before, or may have and nobody can find out."""
        if self._again:
            return
        entries, unreadable = self._services.journal.to(self._draft.target)
        for entry in self._same_file(entries):
            if entry.state in ARRIVED:
                version = "(not known)" if entry.version is None else entry.version
                raise CompanionError(
                    "already_submitted", assessment=entry.display_name, version=version, receipt=entry.id
                )
            if entry.state == UNKNOWN and not entry.open:
                raise CompanionError("outcome_unknown", assessment=entry.display_name, receipt=entry.id)
        if unreadable:  # one of those may be this very file
            raise CompanionError("receipts_missing", assessment=self._draft.display_name)

    def _same_file(self, entries: Iterable[Entry]) -> list[Entry]:
        return [entry for entry in entries if entry.sha256 == self._draft.sha256]

    def _someone_elses_turn(self) -> None:
        self._progress.tell(phase="waiting", sent=0, size=self._draft.size)
        self._refuse_open("submission_under_way")

    async def _baseline(self) -> int | None:
        """The highest version the server lists, once nothing of ours is in doubt that this file depends on."""
        self._refuse_stranger()
        try:
            lines = await listed(self._services, self._draft)
        except CompanionError as error:
            if error.name not in BASELINE_REFUSALS:
                raise
            self._refuse_open("outcome_unknown")
            return None
        for earlier in reversed(self._services.journal.to(self._draft.target)[0]):
            if earlier.open:
                judged(self._services, earlier, lines)
        self._refuse_open("submission_under_way")
        return max((line.version for line in lines), default=0)

    def _refuse_open(self, name: str) -> None:
        """Raises if this very file is still in doubt: sending it now could make a second version."""
        if self._again:
            return
        for entry in self._same_file(self._services.journal.to(self._draft.target)[0]):
            if entry.open:
                raise CompanionError(name, assessment=entry.display_name, receipt=entry.id)

    async def _send(self, entry: Entry) -> Entry:
        """The one POST of this entry."""
        services, spool, size = self._services, self._upload.spool, entry.size

        def moved(sent: int) -> None:
            self._progress.tell(phase="sending" if sent < size else "waiting", sent=sent, size=size)

        moved(0)
        body = UploadBody(entry.filename, size, spool.parts, moved)
        try:
            outcome = await post(services, entry, body)
        except CompanionError as error:
            after = self._not_sent(entry, error)
        except BaseException:  # cancelled, or a bug: say what is certain, then let it pass
            record(services, self._broken_off(entry, "cancelled"))
            raise
        else:
            after = self._answered(entry, outcome)
        record(services, after)
        return after

    def _not_sent(self, entry: Entry, error: CompanionError) -> Entry:
        after = self._broken_off(entry, error.name)
        self.trouble = None if after.open else error
        return after

    def _broken_off(self, entry: Entry, reason: str) -> Entry:
        now = self._services.clock()
        if self._upload.spool.read_whole:
            return steps.doubted(entry, None, now)
        return steps.never_sent(entry, reason, now)

    def _answered(self, entry: Entry, outcome: Outcome) -> Entry:
        now = self._services.clock()
        match outcome:
            case Landed(version, filename):
                return steps.landed(entry, version, filename, now)
            case Refused(error):
                self.trouble = error
                return steps.refused(entry, error.name, error.server_said, now)
            case AcceptedWithoutGrading(words):
                return steps.ungraded(entry, words, now)
            case NotSent(error):
                return self._not_sent(entry, error)
            case Doubt(server_said=words):
                return replace(self._broken_off(entry, "server_unreachable"), server_said=words)
