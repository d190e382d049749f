"""What course staff do from a table, and what becomes of it."""

from __future__ import annotations

from typing import Literal, TypedDict

from ..identifiers import Origin
from .common import ErrorObject, Utc

TableKind = Literal["roster", "gradebook", "groups", "problems"]
"""What a table is about; groups and problems are of one assessment, a gradebook of all unless one is named."""
JobState = Literal["preview", "running", "paused", "done", "cancelled"]
"""A preview waits to be confirmed; one that paused goes on when asked to, or with the next start."""
LineState = Literal["planned", "cannot", "left_out", "waiting", "sending", "done", "failed", "cancelled"]
"""Sending: begun, and nobody knows yet what became of it."""
Cell = str | float | bool | list[str] | None
"""A field's value; null: none. Of a group it is the list of its members."""


class TableBegun(TypedDict):
    """A table that waits for its parts, by `submit.part`; `submit.abandon` forgets it."""

    upload: str
    part_size: int
    """bytes of every part but the last"""


class TableColumn(TypedDict):
    """A column as it was understood."""

    heading: str
    meaning: str | None
    """a field, `assessment:problem`, or null"""
    remark: str | None
    """why it is left out, as host_remark_<code>; null: nothing to say of it"""


class BadLine(TypedDict):
    """A line that was left out."""

    line: int
    """in the file, from 1"""
    remark: str
    """why, as host_remark_<code>"""


class TableReport(TypedDict):
    """What was understood of a table."""

    encoding: str
    delimiter: str
    rows: int
    """without the headings and without bad lines"""
    columns: list[TableColumn]
    bad: list[BadLine]
    """the first ones"""
    bad_lines: int
    """all of them"""


class PlanCounts(TypedDict):
    """How much there is to do: lines of a plan."""

    add: int
    change: int
    drop: int
    create: int
    dissolve: int
    cannot: int
    same: int
    """right already; for a gradebook, cells"""
    suspicious: int
    """of those that can be done: to be looked at twice"""


class LineCounts(TypedDict):
    """How far it has come: lines by their state."""

    planned: int
    cannot: int
    left_out: int
    waiting: int
    sending: int
    done: int
    failed: int
    cancelled: int


class StaffJob(TypedDict):
    """One table compared with a course, and the way of what was confirmed of it."""

    job: str
    server: Origin
    course: str
    assessment: str | None
    kind: TableKind
    filename: str
    state: JobState
    digest: str
    """of all that would be done; whoever confirms says it"""
    made_at: Utc
    ended_at: Utc | None
    counts: PlanCounts
    lines: LineCounts
    table: TableReport
    error: ErrorObject | None
    """why it paused, or what it waits for"""


class CellChange(TypedDict):
    """One field of a line."""

    field: str
    before: Cell
    after: Cell
    remarks: list[str]
    """as host_remark_<code>"""
    state: LineState
    """the line's, but for a score that was entered although its line failed"""


class StaffLine(TypedDict):
    """Everything that one request does: for one person (in one assessment), one group or one problem."""

    number: int
    action: Literal["add", "change", "drop", "create", "dissolve", "cannot"]
    who: str
    """e-mail address, or the name of a group or a problem"""
    name: str | None
    """of a person"""
    assessment: str | None
    changes: list[CellChange]
    remarks: list[str]
    """as host_remark_<code>"""
    suspicious: bool
    source: int | None
    """its line in the file"""
    state: LineState
    error: ErrorObject | None
    """why it failed"""


class StaffLines(TypedDict):
    """Some lines, in the order of their numbers."""

    lines: list[StaffLine]
    more: bool
    """whether others follow: ask with `after` the last number"""


class StaffJobs(TypedDict):
    """Newest first."""

    jobs: list[StaffJob]


class StaffFile(TypedDict):
    """A file to save: CSV in which no cell is a formula."""

    filename: str
    content: str
    rows: int
    """without the headings"""


class Forgotten(TypedDict):
    """Nothing is kept of it."""

    job: str
