"""What the host says unasked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, Protocol, TypedDict, overload

from ..identifiers import Origin
from .badges import Badge
from .common import ClockFacts, ErrorObject, Utc
from .receipts import Receipt
from .sign_in import Attempt
from .staff_jobs import JobState, StaffJob


class PartNotice(TypedDict):
    """A piece of a reply that exceeds a frame; the texts joined are the reply."""

    id: int | str | None
    index: int
    count: int
    text: str


class DroppedNotice(TypedDict):
    """The browser did not read for a while, and so many did not reach it; ask anew."""

    count: int


class BadgesNotice(ClockFacts):
    """Badges with news."""

    server: Origin
    course: str
    badges: list[Badge]
    done: bool
    """nothing follows"""
    fetched_at: Utc | None
    error: ErrorObject | None


class ChangedNotice(TypedDict):
    """A read's answer is different now."""

    operation: str
    params: dict[str, Any]
    data: NotRequired[Any]
    """absent where it is large: ask"""
    fetched_at: NotRequired[Utc | None]
    error: NotRequired[ErrorObject]


class SessionNotice(TypedDict):
    """Somebody signed in or out, here or in another browser."""

    server: Origin
    signed_in: bool
    reason: NotRequired[str]


class SubmitNotice(TypedDict):
    """How far a submission has come, in bytes."""

    upload: str
    phase: Literal["queued", "sending", "waiting", "settling"]
    """queued: held back by the server's limits"""
    sent: int
    size: int


class ReceiptNotice(TypedDict):
    """A submission ended, or more is known of one in doubt, by this host or another one of the same folder."""

    receipt: Receipt


class DownloadNotice(TypedDict):
    """How far a download has come, in bytes."""

    server: Origin
    course: str
    assessment: str
    what: Literal["writeup", "handout"]
    received: int
    size: int | None
    """null: not told"""


class StaffNotice(TypedDict):
    """How far a job has come."""

    phase: JobState
    job: StaffJob


class Notify(Protocol):
    """Sends a notification; callable from any thread. Which takes which is checked by type."""

    @overload
    def __call__(self, method: Literal["badges.changed"], params: BadgesNotice, /) -> None: ...
    @overload
    def __call__(self, method: Literal["changed"], params: ChangedNotice, /) -> None: ...
    @overload
    def __call__(self, method: Literal["session.changed"], params: SessionNotice, /) -> None: ...
    @overload
    def __call__(self, method: Literal["sign_in.changed"], params: Attempt, /) -> None: ...
    @overload
    def __call__(self, method: Literal["receipt.changed"], params: ReceiptNotice, /) -> None: ...
    @overload
    def __call__(
        self,
        method: Literal["submit.progress", "download.progress", "staff.progress"],
        params: Mapping[str, object],
        /,
    ) -> None: ...
