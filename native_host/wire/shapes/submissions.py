"""Handing in and downloads."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from ..identifiers import Origin
from .badges import WhyNot
from .common import Account, ClockFacts, ServerTime, Utc
from .receipts import Receipt


class Warning(TypedDict):  # noqa: A001 - what the protocol calls it
    """What the student should know before a file is sent."""

    code: str
    message: str
    fields: dict[str, Any]
    """those that the message names"""


class OneReceipt(TypedDict):
    """landed, appeared or accepted_ungraded; any other end is an error that names its receipt.

    After an error of the kind `question` without a POST the same upload can be committed again.
    """

    receipt: Receipt


class ClocksNow(ClockFacts):
    """What the two clocks say now; all that depends on the time is judged by the server's."""

    server_clock_at: Utc
    our_clock_at: Utc


class KnownFacts(TypedDict):
    """What is known about handing in to an assessment, the clocks left out."""

    display_name: str
    course_display_name: str
    why_not: WhyNot | None
    start_at: ServerTime | None
    due_at: ServerTime | None
    end_at: ServerTime | None
    late_slack: int | None
    """seconds that the course adds to due and end"""
    staff: bool
    """the dates do not stop this user"""
    late: bool
    versions_left: int | None
    submissions: int | None
    max_submissions: int | None
    """-1: unlimited"""
    max_unpenalized_submissions: int | None
    max_grace_days: int | None
    """that this assessment takes; null: no limit of its own"""
    grace_days: int | None
    """that the course gives everybody in all; null: not known"""
    group_size: int | None
    handin_hint: str | None
    """such as .c"""
    fetched_at: Utc


class Facts(KnownFacts, ClocksNow):
    """What is known about handing in to an assessment. Dates and limits are the course's: the API tells no extensions.

    Where the dates alone say no, Autolab still takes the work of whoever has an extension of their own.
    """

    quiz: bool
    """as in the badge"""


class SubmitCheck(Facts):
    """What to know before a file is handed in."""

    account: Account
    """whose submission it will be"""
    open: bool
    """as far as known"""
    warnings: list[Warning]
    size_limit: int | None
    """bytes, as Autolab said when it last refused a file for its size; null: not known, for the API tells none"""
    already: Receipt | None
    """the newest"""


class Begun(TypedDict):
    """An upload that waits for its parts."""

    upload: str
    part_size: int
    """bytes of every part but the last"""
    warnings: list[Warning]


class Received(TypedDict):
    """Any error ends the upload."""

    received: int
    """bytes so far"""


class Abandoned(TypedDict):
    """Nothing is kept."""

    abandoned: bool
    """whether there was such an upload"""


class AssessmentParams(TypedDict):
    """An assessment."""

    server: Origin
    course: str
    assessment: str


class SeenParams(AssessmentParams):
    """What the assessment's page shows and the API does not tell."""

    quiz: bool
    """a quiz to answer, and no form that takes a file"""


class Seen(TypedDict):
    """It is remembered for this account, and `badges.changed` tells what that changes."""

    news: bool


class BeginParams(AssessmentParams):
    """The file to come."""

    filename: str
    size: int


class PartParams(TypedDict):
    """A part of the file; parts come in order."""

    upload: str
    index: int
    data: bytes
    crc32: int


class CommitParams(TypedDict):
    """`confirm`: the questions that the user has answered with yes."""

    upload: str
    sha256: str
    affirmed: bool
    confirm: list[Literal["empty", "again", "elsewhere"]]


class UploadParams(TypedDict):
    """An upload."""

    upload: str


class DownloadParams(AssessmentParams):
    """A file of an assessment."""

    what: Literal["writeup", "handout"]


class NoFile(TypedDict):
    """The assessment has none."""

    kind: Literal["none"]


class FileElsewhere(TypedDict):
    """An address to open."""

    kind: Literal["url"]
    url: str
    """http or https"""


class SavedFile(TypedDict):
    """In the user's download folder."""

    kind: Literal["file"]
    path: str
    filename: str
    size: int


Download = NoFile | FileElsewhere | SavedFile
"""What became of a download."""
