"""What a check of the doctor found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from native_host.wire.errors import CompanionError

PROBLEM = "problem"
"""The companion does not work, or not safely."""
WARNING = "warning"
"""It works, but something deserves attention."""
NOTE = "note"
"""Good to know."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: what is so, why, what to do, and `fix` if the doctor can do it.

    `private`: words in it that may name a person, which a bug report leaves out.

    Two that say the same are the same, however their fixes are made: so one that failed is known again.
    """

    level: str
    finding: str
    cause: str
    remedy: str
    fix: Callable[[], object] | None = field(default=None, compare=False)
    private: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def of(cls, error: CompanionError, finding: str, level: str = PROBLEM) -> Finding:
        """A finding whose cause and remedy the error tells."""
        return cls(level, finding, error.message, error.as_json()["data"]["remedy"])

    def as_json(self) -> dict[str, object]:
        """For `doctor --json`."""
        return {
            "level": self.level,
            "finding": self.finding,
            "cause": self.cause,
            "remedy": self.remedy,
            "fixable": self.fix is not None,
        }
