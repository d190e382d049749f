"""A plan: what a table asks for, compared with the course as it is. Nothing of it has been done. Pure."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import msgspec

from .remarks import SUSPICIOUS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Value = str | float | bool | list[str] | None

ADD, CHANGE, DROP, CREATE, DISSOLVE, CANNOT = "add", "change", "drop", "create", "dissolve", "cannot"
"""What is to be done of a line; `cannot`: nothing, and its remarks say why."""

STANDING = "standing"
"""In the outcome of a line that failed: the fields that stand as they should."""


class Change(msgspec.Struct):
    """One cell: what stands, what shall stand, and what there is to say of it (codes of REMARKS)."""

    field: str
    before: Value
    after: Value
    remarks: list[str] = []


class Line(msgspec.Struct):
    """Everything a plan does in one request: for one person (in one assessment), one group or one problem.

    `who` names it on the server, `name` is for people. `source` is its line in the file, where it has one.
    """

    action: str
    who: str
    changes: list[Change] = []
    remarks: list[str] = []
    name: str | None = None
    assessment: str | None = None
    source: int | None = None
    number: int = 0

    @property
    def suspicious(self) -> bool:
        """Whether a person should look at it twice."""
        return any(
            code in SUSPICIOUS for code in (*self.remarks, *(c for x in self.changes for c in x.remarks))
        )

    def after(self) -> dict[str, Value]:
        """Field to what shall stand."""
        return {change.field: change.after for change in self.changes}

    def before(self) -> dict[str, Value]:
        """Field to what stood."""
        return {change.field: change.before for change in self.changes}


def state_of(field: str, state: str, outcome: Mapping[str, Any] | None) -> str:
    """The state of one cell, of a line in `state` with this outcome."""
    return "done" if field in (outcome or {}).get(STANDING, ()) else state


class Plan(msgspec.Struct):
    """`same` are the lines of the file that are right already; for a gradebook, its cells."""

    lines: list[Line]
    same: int = 0
    columns: list[dict[str, Any]] = []
    """Of each column of the table {heading, meaning, remark}."""

    def numbered(self) -> Plan:
        """With the numbers by which lines are spoken of, from 1: what has to be looked at comes first."""
        self.lines.sort(key=lambda line: (line.action == CANNOT, not line.suspicious))
        for number, line in enumerate(self.lines, 1):
            line.number = number
        return self

    def counts(self) -> dict[str, int]:
        """How many lines of each sort, and how many of them are suspicious."""
        counted = dict.fromkeys((ADD, CHANGE, DROP, CREATE, DISSOLVE, CANNOT), 0)
        for line in self.lines:
            counted[line.action] += 1
        suspicious = sum(line.suspicious for line in self.lines if line.action != CANNOT)
        return {**counted, "same": self.same, "suspicious": suspicious}


def digest(kind: str, target: Iterable[str | None], lines: Iterable[Line]) -> str:
    """SHA-256 in hexadecimal of all that would be done: who confirms it confirms exactly this."""
    whole = hashlib.sha256(msgspec.json.encode([kind, list(target)]))
    for line in lines:
        whole.update(msgspec.json.encode(line))
    return whole.hexdigest()


UNUSED = frozenset({"student_id", "semester"})
"""Meanings of columns that Autolab has no place for."""


def column_reports(
    headings: Iterable[str], meanings: Iterable[str | None], remarks: dict[str, str], used: Iterable[str]
) -> list[dict[str, Any]]:
    """Of each column {heading, meaning, remark}; `remarks` by meaning, `used` those that are compared."""
    told, known = [], set(used)
    for heading, meaning in zip(headings, meanings, strict=True):
        remark = "column_unknown" if meaning is None else remarks.get(meaning)
        if meaning is not None and remark is None and meaning not in known:
            remark = "column_unused" if meaning in UNUSED else "column_fixed"
        told.append({"heading": heading, "meaning": meaning, "remark": remark})
    return told
