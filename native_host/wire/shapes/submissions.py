"""Handing in, receipts and downloads."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from ..identifiers import Email, Origin
from .badges import WhyNot
from .common import Account, ClockFacts, ServerTime, Utc

ReceiptState = Literal[
    "sending",
    "pending",
    "landed",
    "appeared",
    "accepted_ungraded",
    "not_stored",
    "refused",
    "not_landed",
    "unknown",
]
"""What each means and which may follow: section Submissions."""


class Warning(TypedDict):  # noqa: A001 - what the protocol calls it
    """What the student should know before a file is sent."""

    code: str
    message: str
    fields: dict[str, Any]
    """those that the message names"""


class Receipt(TypedDict):
    """What is known of one submission."""

    receipt: str
    """its id"""
    server: Origin
    account: Email
    course: str
    assessment: str
    display_name: str
    filename: str
    size: int
    sha256: str
    sent_at: Utc
    settled_at: Utc | None
    state: ReceiptState
    settled: bool
    """false while the state may still change"""
    version: int | None
    version_created_at: Utc | None
    """by the server's clock"""
    server_filename: str | None
    server_said: str | None
    reason: str | None
    """the error's name, or answer_lost, interrupted, listed, not_listed, never_listed, several_candidates,
    later_version, not_listable"""
    status: int | None
    """of the application's answer"""
    candidates: list[int]
    """versions one of which may be it"""
    corrected_at: Utc | None
    corrected_from: ReceiptState | None
    """the state told until then"""
    removed_between: list[Utc] | None
    """when its version was first known to be listed, when it first was not"""


class ReceiptLoss(TypedDict):
    """What the tally of receipts says is not there."""

    missing: int
    """receipts that were here and are not any more"""
    since: Utc | None
    """when the oldest of them was sent"""
    outdated: int
    """receipts that are here as they were before their last change"""
    doubt: bool
    """more may be missing"""


class Receipts(TypedDict):
    """Newest first."""

    receipts: list[Receipt]
    unreadable: int
    """number of damaged ones"""
    loss: ReceiptLoss | None
    stale: bool
    """some are being settled, `receipt.changed` follows"""


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
    group_size: int | None
    handin_hint: str | None
    """such as .c"""
    fetched_at: Utc


class Facts(KnownFacts, ClocksNow):
    """What is known about handing in to an assessment. Dates and limits are the course's: the API tells no extensions.

    Where the dates alone say no, Autolab still takes the work of whoever has an extension of their own.
    """


class SubmitCheck(Facts):
    """What to know before a file is handed in."""

    account: Account
    """whose submission it will be"""
    open: bool
    """as far as known"""
    warnings: list[Warning]
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


class ReceiptsParams(TypedDict):
    """Which receipts; all without a filter."""

    server: Origin | None
    course: str | None


class ReceiptsFile(TypedDict):
    """One receipt or all that fit, as a printable page or as JSON, which `autolab-companion receipts import` reads."""

    filename: str
    text: str


class ExportParams(ReceiptsParams):
    """Which receipts, in which form; a page is in `language`."""

    format: Literal["json", "html"]
    language: str | None
    receipt: str | None


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
