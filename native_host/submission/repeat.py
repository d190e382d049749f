"""Sending the same file to the same place once more: what is asked first, and what must be known by then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..ledger.entry import ACCEPTED_UNGRADED, APPEARED, LANDED, NOT_STORED, UNKNOWN, receipt
from ..wire.errors import CompanionError

if TYPE_CHECKING:
    from ..ledger.entry import Entry
    from ..ledger.journal import Journal

ASKED = {
    LANDED: "already_submitted",
    ACCEPTED_UNGRADED: "already_submitted",
    APPEARED: "probably_submitted",
    NOT_STORED: "file_not_stored",
    UNKNOWN: "outcome_unknown",
}
"""State of an earlier entry with the same SHA-256 → the question. One in doubt is looked up first (refuse_open); of
the other states the server is known not to have the file."""
QUESTIONS = frozenset({*ASKED.values(), "submission_under_way", "not_listed_yet", "receipts_missing"})
"""Every question that a repeat may bring."""


def refuse_repeat(journal: Journal, draft: Entry) -> None:
    """Raises the question if the same file went to the same place before, or may have and nobody can find out."""
    entries, unreadable = journal.to(draft.target)
    for entry in entries:
        if entry.sha256 == draft.sha256 and entry.state in ASKED:
            raise _question(ASKED[entry.state], entry)
    if unreadable:  # one of those may be this very file
        raise CompanionError("receipts_missing", assessment=draft.display_name)


def refuse_open(journal: Journal, draft: Entry, name: str) -> None:
    """Raises `name` if this very file is still in doubt: sending it now could make a second version."""
    for entry in journal.to(draft.target)[0]:
        if entry.sha256 == draft.sha256 and entry.open:
            raise _question(name, entry)


def _question(name: str, entry: Entry) -> CompanionError:
    return CompanionError(
        name,
        server=entry.server,
        assessment=entry.display_name,
        version="(not known)" if entry.version is None else entry.version,
        created_at=receipt(entry)["version_created_at"],
        receipt=entry.id,
    )
