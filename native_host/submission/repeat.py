"""Questions to the student before a file is sent: the same file again, or next to a version handed in elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..storage.submissions.entry import ACCEPTED_UNGRADED, APPEARED, LANDED, NOT_STORED, UNKNOWN, receipt
from ..timestamps import iso
from ..wire.errors import CompanionError
from .presence import from_elsewhere

if TYPE_CHECKING:
    from ..storage.submissions.entry import Entry
    from ..storage.submissions.journal import Journal
    from ..wire.error_names import ErrorName
    from .listing import Listing

ASKED: dict[str, ErrorName] = {
    LANDED: "already_submitted",
    ACCEPTED_UNGRADED: "already_submitted",
    APPEARED: "probably_submitted",
    NOT_STORED: "file_not_stored",
    UNKNOWN: "outcome_unknown",
}
"""State of an earlier entry with the same SHA-256 → the question. One in doubt is looked up first (refuse_open); of
the other states the server is known not to have the file."""
ELSEWHERE: ErrorName = "version_from_elsewhere"


def refuse_repeat(journal: Journal, draft: Entry) -> None:
    """Raises the question if the same file went to the same place before, or may have.

    A version that staff have removed does not count.
    """
    entries, unreadable = journal.to(draft.target)
    for entry in entries:
        if entry.sha256 == draft.sha256 and entry.state in ASKED and entry.gone_at is None:
            raise _question(ASKED[entry.state], entry)
    if unreadable:  # one of those may be this very file
        raise CompanionError("receipts_missing", assessment=draft.display_name)


def refuse_open(journal: Journal, draft: Entry, name: ErrorName) -> None:
    """Raises `name` if this very file is still in doubt: sending it now could make a second version."""
    for entry in journal.to(draft.target)[0]:
        if entry.sha256 == draft.sha256 and entry.open:
            raise _question(name, entry)


def refuse_unseen(journal: Journal, draft: Entry, listing: Listing) -> None:
    """Raises the question if the newest version listed was handed in elsewhere, after anything sent from here.

    It is asked once: after the confirmed submission, that version is known here.
    """
    entries, unreadable = journal.to(draft.target)
    seen = from_elsewhere(entries, listing)
    if seen is not None and not unreadable:  # otherwise it may be one of those, which has been asked about
        raise CompanionError(
            ELSEWHERE,
            assessment=draft.display_name,
            version=seen.version,
            created_at="?" if seen.created_at is None else iso(seen.created_at),
        )


def _question(name: ErrorName, entry: Entry) -> CompanionError:
    return CompanionError(
        name,
        server=entry.server,
        assessment=entry.display_name,
        version="(not known)" if entry.version is None else entry.version,
        created_at=receipt(entry)["version_created_at"],
        receipt=entry.id,
    )
