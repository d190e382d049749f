"""One submission as the journal keeps it, from before its first byte leaves until it is settled for good."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from ...timestamps import iso

if TYPE_CHECKING:
    from ...wire.identifiers import Email, Origin
    from ...wire.shapes.receipts import Receipt, ReceiptState
else:  # a backup's records are checked against the entry's fields
    Email = Origin = ReceiptState = str

SENDING: Final = "sending"
PENDING: Final = "pending"
LANDED: Final = "landed"
APPEARED: Final = "appeared"
ACCEPTED_UNGRADED: Final = "accepted_ungraded"
NOT_STORED: Final = "not_stored"
REFUSED: Final = "refused"
NOT_LANDED: Final = "not_landed"
UNKNOWN: Final = "unknown"
STATES = (
    SENDING,
    PENDING,
    LANDED,
    APPEARED,
    ACCEPTED_UNGRADED,
    NOT_STORED,
    REFUSED,
    NOT_LANDED,
    UNKNOWN,
)
"""What each means, and which may follow which: submission/steps.py."""

ARRIVED = frozenset({LANDED, APPEARED, ACCEPTED_UNGRADED})
"""The server has the file, unless staff deleted it; of one that appeared that is as good as certain."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What was sent where, and what is known of its fate.

    Two clocks, never mixed. Ours, seconds since the epoch, for people: `sent_at`, `left_at` (the last bytes were
    about to leave; None: no server can have the whole file), `ended_at`, `settled_at`, `corrected_at`. The server's,
    from its Date header, for every comparison: `listed_at` (it listed the baseline), `over_at` (the attempt was
    over), `created_at` (of the version), `gone_at` (the first list without it; None while it is listed).
    `baseline` is the highest version the server listed before the POST (None: it would not list), `baseline_at` when
    the newest of them was created. A version is (version, created_at, server_filename): numbers are given again when
    staff delete the newest submission.
    `answered` is the status of a complete answer of the application, after which nothing more can arrive.
    `open` says that the fate may still become known; `reason` names the refusal or what hides the truth.
    `corrected_from` is the state that was told before the server showed otherwise.
    """

    id: str
    server: Origin
    account: Email
    course: str
    assessment: str
    display_name: str
    filename: str
    size: int
    sha256: str
    sent_at: float
    baseline: int | None = None
    baseline_at: float | None = None
    listed_at: float | None = None
    state: ReceiptState = SENDING
    open: bool = True
    left_at: float | None = None
    ended_at: float | None = None
    over_at: float | None = None
    answered: int | None = None
    version: int | None = None
    created_at: float | None = None
    server_filename: str | None = None
    server_said: str | None = None
    settled_at: float | None = None
    corrected_at: float | None = None
    corrected_from: ReceiptState | None = None
    reason: str | None = None
    candidates: tuple[int, ...] = ()
    gone_at: float | None = None

    def as_record(self) -> dict[str, Any]:
        """The JSON-able form the journal seals."""
        return asdict(self)

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Entry:
        """The entry of a record; members a newer companion added are ignored.

        0.1.0 kept no `left_at`, so the end of what it had open may have left; its doubts were `unknown` and open.
        """
        known = {field.name for field in fields(cls)}
        kept = {name: value for name, value in record.items() if name in known}
        if "left_at" not in kept:
            kept["left_at"] = kept["sent_at"]
            if kept["open"] and kept["state"] == UNKNOWN:
                kept["state"] = PENDING
        if kept["state"] not in STATES:  # a newer companion's: what it means, its own list will tell it
            kept["state"] = PENDING if kept["open"] else UNKNOWN
        return cls(**{**kept, "candidates": tuple(kept.get("candidates", ()))})

    def same_target(self, other: Entry) -> bool:
        """Both went to the same assessment from the same account."""
        return self.target == other.target

    @property
    def target(self) -> tuple[str, str, str, str]:
        """Where the entry went, as the journal and its locks key it."""
        return (self.server, self.account, self.course, self.assessment)


def receipt(entry: Entry) -> Receipt:
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
        "settled_at": _iso(entry.settled_at),
        "state": entry.state,
        "settled": not entry.open,
        "version": entry.version,
        "version_created_at": _iso(entry.created_at),
        "server_filename": entry.server_filename,
        "server_said": entry.server_said,
        "reason": entry.reason,
        "status": entry.answered,
        "candidates": list(entry.candidates),
        "corrected_at": _iso(entry.corrected_at),
        "corrected_from": entry.corrected_from,
        "removed_between": _removed_between(entry),
    }


def _removed_between(entry: Entry) -> list[str] | None:
    """The first moment at which its version is known to have been listed, and the first at which it was not."""
    if entry.gone_at is None:
        return None
    listed = entry.settled_at if entry.created_at is None else entry.created_at
    return [iso(entry.sent_at if listed is None else listed), iso(entry.gone_at)]


def _iso(moment: float | None) -> str | None:
    return None if moment is None else iso(moment)
