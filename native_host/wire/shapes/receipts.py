"""What was handed in from this computer, and the proof of it."""

from __future__ import annotations

from typing import Literal, TypedDict

from ..identifiers import Email, Origin
from .common import Utc

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


class ReceiptsHere(TypedDict):
    """What the signed-in account handed in to one assessment from here, newest first."""

    receipts: list[Receipt]
    others: int
    """number of those that are damaged, missing or older than their last change"""


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
