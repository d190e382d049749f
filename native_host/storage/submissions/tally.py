"""The tally of receipts, `receipts.tally`: which there are, sealed, in a file apart from the receipts themselves.

A receipt that is in the tally and not in the journal has been lost: with a file, a page of it, or by a copy that
was brought back. The journal is written first and the tally second, and read the other way round; so a host that is
killed between the two leaves a receipt that the tally does not know yet, which is no loss, and never the reverse.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from ...vault import safe_files
from ...wire.errors import CompanionError
from .sealed_row import fingerprint

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from ...vault.vault import Vault
    from ...wire.error_names import ErrorName
    from .sealed_row import SealedRow

FILE = "receipts.tally"
FORMAT = 1
_LABEL = "receipts tally"
_ASIDE = ".corrupt-1"
_UNOPENED: frozenset[ErrorName] = frozenset({"record_damaged", "key_missing"})


@dataclass(frozen=True, slots=True)
class TallyLine:
    """What is known of a receipt that ought to be there.

    `sent_at` in epoch seconds; `revision` counts how often it was written; `target` is the journal's opaque key of
    where it went, in hex.
    """

    sent_at: float
    revision: int
    target: str


@dataclass(slots=True)
class Tally:
    """Lines by receipt.

    `settled`: fingerprints of rows that hold a settled receipt, so that nobody need unseal them to learn it. A row
    that differs in one bit has another; receipts without a fingerprint are open, or from a companion that kept none.
    `doubt`: an earlier tally was lost, so receipts lost before that are unknown. `opened`: this one could be read.
    """

    lines: dict[str, TallyLine] = field(default_factory=dict)
    settled: dict[str, str] = field(default_factory=dict)
    doubt: bool = False
    opened: bool = True

    def revision(self, receipt: str) -> int:
        """How often the receipt was written, as far as noted."""
        line = self.lines.get(receipt)
        return 0 if line is None else line.revision

    def vouches_for(self, row: SealedRow) -> bool:
        """Whether this very row is known to hold a settled receipt."""
        known = self.settled.get(row[0])
        return known is not None and known == fingerprint(row)

    def vouch(self, rows: Iterable[SealedRow], settled: Container[Any]) -> None:
        """Of `rows`, all there are, those are settled that were known as such, and those in `settled`."""
        self.settled = {
            row[0]: fingerprint(row) for row in rows if row[0] in settled or self.vouches_for(row)
        }

    def dump(self) -> bytes:
        """JSON."""
        lines = {receipt: list(asdict(line).values()) for receipt, line in self.lines.items()}
        return json.dumps(
            {"format": FORMAT, "doubt": self.doubt, "lines": lines, "settled": self.settled},
            separators=(",", ":"),
        ).encode()

    @classmethod
    def parse(cls, plain: bytes) -> Tally:
        """What dump() gave. Raises format_newer."""
        stored: dict[str, Any] = json.loads(plain)
        if stored["format"] > FORMAT:
            raise CompanionError("format_newer")
        lines = {receipt: TallyLine(*line) for receipt, line in stored["lines"].items()}
        return cls(lines, stored.get("settled", {}), stored["doubt"])


class TallyFile:
    """The tally of the data folder `home` on its disk. Raises as safe_files and Vault.unseal do."""

    def __init__(self, home: str, vault: Vault) -> None:
        self._path, self._vault = f"{home}/{FILE}", vault

    @property
    def exists(self) -> bool:
        """Whether there is one, whatever its state; needs no key."""
        return os.path.lexists(self._path)

    def stamp(self) -> tuple[int, int]:
        """What differs once it has been replaced; zeros without one, or where it cannot be looked at. Needs no key."""
        try:
            found = os.stat(self._path)  # noqa: PTH116 - every two seconds, so kept light
        except OSError:
            return 0, 0
        return found.st_mtime_ns, found.st_ino  # two writes may share a moment, but no file

    def load(self) -> Tally | None:
        """The tally; None if there is none. One that cannot be opened knows nothing and leaves a doubt."""
        sealed = safe_files.read_bytes(self._path)
        if sealed is None:
            return None
        try:
            return Tally.parse(self._vault.unseal(_LABEL, sealed))
        except CompanionError as error:
            if error.name not in _UNOPENED:
                raise
            return Tally(doubt=True, opened=False)

    def save(self, tally: Tally) -> None:
        """Replace it; on return it is on the disk, and a crash leaves the old one or this.

        One that could not be opened is kept beside it: its key may come back.
        """
        if not tally.opened:
            self._set_aside()
            tally.opened = True
        safe_files.write_bytes(self._path, self._vault.seal(_LABEL, tally.dump()))

    def _set_aside(self) -> None:
        try:
            os.replace(self._path, self._path + _ASIDE)  # noqa: PTH105 - one rename
        except OSError as error:
            raise safe_files.unwritable(error) from error
