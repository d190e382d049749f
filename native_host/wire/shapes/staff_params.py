"""What the operations on staff's tables take."""

from __future__ import annotations

from typing import Literal, TypedDict

from ..identifiers import Origin
from .reads import CourseParams
from .staff_jobs import LineState, TableKind


class TableBeginParams(CourseParams):
    """The table to come."""

    size: int


class PreviewParams(TypedDict):
    """A table that has arrived, and what it is about."""

    server: Origin
    upload: str
    sha256: str
    kind: TableKind
    assessment: str | None
    filename: str | None
    drop_missing: bool | None
    suspicious_apart: bool | None
    domain: str | None


class JobParams(TypedDict):
    """A job."""

    server: Origin
    job: str


class LinesParams(JobParams):
    """Which of its lines."""

    after: int | None
    limit: int | None
    states: list[LineState] | None


class ConfirmParams(JobParams):
    """What was looked at, without the lines that are to be left out."""

    digest: str
    leave_out: list[int] | None


class JobsParams(TypedDict):
    """Whose jobs: of a server, or of one of its courses."""

    server: Origin
    course: str | None


class JobFileParams(JobParams):
    """Which file."""

    what: Literal["undo", "outcome", "unknown"]


class TableExportParams(CourseParams):
    """What is to be exported."""

    kind: TableKind
    assessment: str | None
