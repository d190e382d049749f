"""One line of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..error_names import ErrorName, Kind


class Row:
    """A failure the companion can report.

    `message` names the cause, `remedy` what the user can do; both may hold {fields}. `kind` is a key of KINDS.
    `passing`: it may be over by itself in a moment, so the same may be tried again. `retired`: an earlier release
    raised it; nothing does any more, and its code and name stay taken.
    """

    __slots__ = ("code", "kind", "message", "name", "passing", "remedy", "retired")

    def __init__(
        self,
        code: int,
        name: ErrorName,
        kind: Kind,
        message: str,
        remedy: str,
        *,
        passing: bool = False,
        retired: bool = False,
    ) -> None:
        self.code: int = code
        self.name: ErrorName = name
        self.kind: Kind = kind
        self.message, self.remedy = message, remedy
        self.passing, self.retired = passing, retired
