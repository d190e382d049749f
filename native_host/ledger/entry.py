"""One submission as the journal keeps it, from before its first byte leaves until it is settled for good."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from ..moments import iso

SENDING = "sending"
LANDED = "landed"
REFUSED = "refused"
ACCEPTED_UNGRADED = "accepted_ungraded"
NOT_LANDED = "not_landed"
UNKNOWN = "unknown"
STATES = (SENDING, LANDED, REFUSED, ACCEPTED_UNGRADED, NOT_LANDED, UNKNOWN)

ARRIVED = frozenset({LANDED, ACCEPTED_UNGRADED})
"""The server has the file."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What was sent where, and what is known of its fate. Times are seconds since the epoch, by our clock.

    `baseline` is the highest version the server listed before the POST (None: it would not list).
    `open` says that the fate may still become known; `reason` names the refusal or what hides the truth.
    """

    id: str
    server: str
    account: str
    course: str
    assessment: str
    display_name: str
    filename: str
    size: int
    sha256: str
    sent_at: float
    baseline: int | None = None
    state: str = SENDING
    open: bool = True
    ended_at: float | None = None
    version: int | None = None
    server_filename: str | None = None
    server_said: str | None = None
    settled_at: float | None = None
    reason: str | None = None
    candidates: tuple[int, ...] = ()

    def as_record(self) -> dict[str, Any]:
        """The JSON-able form the journal seals."""
        return asdict(self)

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Entry:
        """The entry of a record; members a newer companion added are ignored."""
        known = {field.name for field in fields(cls)}
        kept = {name: value for name, value in record.items() if name in known}
        return cls(**{**kept, "candidates": tuple(kept.get("candidates", ()))})

    def same_target(self, other: Entry) -> bool:
        """Both went to the same assessment from the same account."""
        return self.target == other.target

    @property
    def target(self) -> tuple[str, str, str, str]:
        """Where the entry went, as the journal and its locks key it."""
        return (self.server, self.account, self.course, self.assessment)


def receipt(entry: Entry) -> dict[str, Any]:
    """The receipt the extension shows and exports; times are ISO 8601 in UTC."""
    return {
        "receipt": entry.id,
        "server": entry.server,
        "account": entry.account,
        "course": entry.course,
        "assessment": entry.assessment,
        "display_name": entry.display_name,
        "filename": entry.filename,
        "size": entry.size,
        "sha256": entry.sha256,
        "sent_at": iso(entry.sent_at),
        "settled_at": None if entry.settled_at is None else iso(entry.settled_at),
        "state": entry.state,
        "settled": not entry.open,
        "version": entry.version,
        "server_filename": entry.server_filename,
        "server_said": entry.server_said,
        "reason": entry.reason,
        "candidates": list(entry.candidates),
    }
