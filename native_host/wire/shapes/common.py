"""What several shapes are made of."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from ..error_names import ErrorName
from ..identifiers import Email

Caller = Literal["page", "popup", "options", "background"]
"""Who asks: a content script, the popup, one of the companion's own full pages, or the worker itself."""
Utc = str
"""A moment of ours: ISO 8601 in UTC."""
ServerTime = str
"""A moment as the server wrote it: ISO 8601 with its offset."""


class ErrorData(TypedDict):
    """Besides these the fields that the row's message and remedy name."""

    name: ErrorName
    remedy: str
    """what the user can do"""
    server_said: NotRequired[str]
    """the server's own words"""
    receipt: NotRequired[str]
    """the receipt that tells more, where a submission failed"""


class ErrorObject(TypedDict):
    """JSON-RPC's error object."""

    code: int
    message: str
    """the cause"""
    data: ErrorData


class Account(TypedDict):
    """Whose session it is, for people."""

    email: Email
    name: str
    """as far as Autolab has one"""


class ClockFacts(TypedDict):
    """How far this computer's clock and the server's are apart."""

    clock_ahead: int | None
    """seconds by which this computer's clock is ahead of the server's (negative: behind); null: not known"""


class NoParams(TypedDict):
    """None."""
