"""Handing in one file at most once: read the list, write an entry, send, and find out what became of it.

    submitting = Submitting(services, upload, "Lab 4", progress, again=False)
    entry = await submitting.run()  # settled, or in doubt for now; `submitting.trouble` says why it is not there

The order matters. The entry is on disk before the first byte leaves, and a note that the last bytes leave is on disk
before they do. From then on nothing in this program can send the file again, and whatever happens, the entry is
settled by the server's list.
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from ..storage.submissions.entry import LANDED, NOT_LANDED, Entry
from ..wire.errors import CompanionError
from .listing import NO_LISTING
from .post import Post
from .presence import identified
from .reconciler import (
    FIRST_PAUSES,
    amend,
    apply_listing,
    reconcile_all,
    reconcile_until_settled,
    record_orphans,
)
from .repeat import refuse_open, refuse_repeat, refuse_unseen
from .target import exclusive, listed, load

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..rpc.progress import Progress
    from ..services import Services
    from ..uploads.receiving import Upload
    from ..wire.error_names import ErrorName
    from .listing import Listing
    from .target import Waiter

PROMPT = 5.0
"""Seconds that reading the list may take once an answer has come; whoever waits is then told what is known."""


class Submitting:
    """One upload on its way to the server.

    The student has confirmed to send the same file once more (`again`), or beside a version that was handed in
    elsewhere (`elsewhere`). `grouped`: whether the assessment is for groups; None: not known. `leaves` is called when
    the last bytes are about to, from when on nobody knows whether it arrived.
    """

    def __init__(
        self,
        services: Services,
        upload: Upload,
        display_name: str,
        progress: Progress,
        *,
        again: bool,
        elsewhere: bool = False,
        grouped: bool | None = None,
        leaves: Callable[[], object] = lambda: None,
        waiter: Waiter = asyncio.sleep,
    ) -> None:
        self._services, self._upload, self._progress = services, upload, progress
        self._again, self._elsewhere, self._grouped, self._waiter = again, elsewhere, grouped, waiter
        self._leaves = leaves
        self.trouble: CompanionError | None = None
        """Why it is not there, if it is not: the server's refusal, or what kept the file from leaving."""
        self.changed: list[Entry] = []
        """Earlier receipts of which the list before it has told something else."""
        self._wordless = False
        self._draft = Entry(
            id="",
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

        Raises before anything is sent: not_signed_in (now somebody else is), what repeat.py asks first, what listing
        raises, storage_failed. A repeat is asked about once the list is read: staff may have deleted the first one.
        After that only CancelledError; the entry is then settled at the next start.
        """
        services = self._services
        self._refuse_stranger()
        async with exclusive(services, self._draft, self._waiter, self._someone_elses_turn):
            baseline = await self._baseline()
            entry, listing = await self._attempt(baseline)
            if listing is not None and await self._made_ready(entry):
                entry, _ = await self._attempt(listing)
        # An entry with an answer is decided, even if the list could not be read.
        if entry.open and entry.answered is None:
            self._progress.report(phase="settling", sent=entry.size, size=entry.size)
            entry = await reconcile_until_settled(services, entry, self._waiter, FIRST_PAUSES) or entry
        return entry

    def _refuse_stranger(self) -> None:
        """Raises if another account is signed in now than when the upload began: the work would count as theirs."""
        draft = self._draft
        if self._services.sessions.require(draft.server).email != draft.account:
            raise CompanionError("not_signed_in", server=draft.server)

    def _refuse_repeat(self) -> None:
        if not self._again:
            refuse_repeat(self._services.journal, self._draft)

    def _refuse_open(self, name: ErrorName) -> None:
        if not self._again:
            refuse_open(self._services.journal, self._draft, name)

    def _someone_elses_turn(self) -> None:
        self._progress.report(phase="waiting", sent=0, size=self._draft.size)
        self._refuse_open("submission_under_way")

    async def _baseline(self) -> Listing | None:
        """What the server lists, once nothing of ours is in doubt that this file depends on."""
        record_orphans(self._services, self._draft.target)
        self._refuse_stranger()
        try:
            listing = await self._listed()
        except CompanionError as error:
            self._refuse_repeat()  # without a list, no earlier version is known to be gone
            if (
                error.name != "scope_missing"
            ):  # it won't list submissions but may still take one; a doubt then stays unknown
                raise
            self._refuse_open("outcome_unknown")
            return None
        self.changed = reconcile_all(self._services, self._draft.target, listing)
        self._refuse_open("not_listed_yet")
        self._refuse_repeat()
        if not self._elsewhere:
            refuse_unseen(self._services.journal, self._draft, listing)
        return listing

    async def _listed(self) -> Listing:
        self._listed_at = asyncio.get_running_loop().time()
        return await listed(self._services, self._draft)

    async def _attempt(self, baseline: Listing | None) -> tuple[Entry, Listing | None]:
        """One entry and its one POST; with the list that was read after an answer, if that has decided it."""
        self._refuse_stranger()
        entry = replace(self._draft, id=secrets.token_hex(16), sent_at=self._services.clock())
        if baseline is not None:
            entry = replace(
                entry, baseline=baseline.newest, baseline_at=baseline.newest_at, listed_at=baseline.at
            )
        self._services.journal.begin(entry)
        post = Post(self._services, self._upload.spool, self._progress, self._listed_at, self._leaves)
        entry = await post.send(entry)
        self.trouble, self._wordless = post.trouble, post.wordless
        if baseline is None and entry.open:
            return apply_listing(self._services, entry, NO_LISTING), None
        if baseline is None or entry.answered is None:
            return self._identified(entry, NO_LISTING), None
        try:
            async with asyncio.timeout(PROMPT):
                listing = await self._listed()
        except (CompanionError, TimeoutError):
            return self._identified(entry, NO_LISTING), None  # reconciling later decides
        if entry.open:
            return apply_listing(self._services, entry, listing, prompt=True), listing
        return self._identified(entry, listing), None

    def _identified(self, entry: Entry, listing: Listing) -> Entry:
        """What the server gave a version, with its line of the student's own list."""
        if entry.state != LANDED:
            return entry
        known = identified(entry, listing, grouped=self._grouped)
        if known != entry:
            amend(self._services, known)
        return known

    async def _made_ready(self, entry: Entry) -> bool:
        """Whether a new POST has a better chance: the server failed without a word, and has now loaded what it lacked.

        A process that has not shown an assessment's page yet fails whatever is handed in there by the API.
        """
        if not self._wordless or entry.state != NOT_LANDED:
            return False
        try:
            await load(self._services, entry)
        except CompanionError:
            return False
        self._upload.spool.rewind()
        return True
