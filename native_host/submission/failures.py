"""The error that ends submit.commit for a file that is not known to have arrived. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..storage.submissions.entry import NOT_LANDED, NOT_STORED, PENDING, REFUSED
from ..wire.errors import CompanionError

if TYPE_CHECKING:
    from ..storage.submissions.entry import Entry
    from ..wire.error_names import ErrorName

_ENDS: dict[str, ErrorName] = {
    PENDING: "not_listed_yet",
    NOT_STORED: "file_not_stored",
    NOT_LANDED: "submission_lost",
}
"""State → what is told of an entry whose fate no refusal explains; of any other, outcome_unknown."""


def failure(entry: Entry, trouble: CompanionError | None) -> CompanionError:
    """What the student is told about an entry that is not known to have arrived; `receipt` names it."""
    if trouble is not None and entry.state in {REFUSED, NOT_LANDED}:
        trouble.data["receipt"] = entry.id
        if "assessment" in trouble.data:  # the API's name for it, which the student may never have seen
            trouble.data["assessment"] = entry.display_name
        return trouble
    answered = entry.state == PENDING and entry.answered is not None
    return CompanionError(
        "outcome_unknown" if answered else _ENDS.get(entry.state, "outcome_unknown"),
        server_said=entry.server_said,
        server=entry.server,
        assessment=entry.display_name,
        version=entry.version,
        receipt=entry.id,
    )
