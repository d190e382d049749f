"""What headers tell of limits, clock and size: Retry-After (RFC 9110), X-RateLimit-*, Date. Sans-I/O."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

EPOCH_LIKE = 1_000_000_000
"""X-RateLimit-Reset is no standard: some servers send seconds to wait, some the epoch second; waits are shorter."""


class RateHint:
    """`wait`: seconds to stay silent, by the server's clock; `limit`, `remaining`: requests of the window."""

    __slots__ = ("limit", "remaining", "wait")

    def __init__(
        self, wait: float | None = None, limit: int | None = None, remaining: int | None = None
    ) -> None:
        self.wait, self.limit, self.remaining = wait, limit, remaining

    @property
    def exhausted(self) -> bool:
        """The window has nothing left: the next request would be refused."""
        return self.remaining == 0 and self.wait is not None


def read_hint(headers: Mapping[str, str]) -> RateHint:
    """What the headers say; anything unreadable counts as not said."""
    now = _date(headers.get("date"))
    reset = _number(headers.get("x-ratelimit-reset"))
    wait = _number(headers.get("retry-after"))
    if wait is None and (until := _date(headers.get("retry-after"))) is not None and now is not None:
        wait = max(0.0, until - now)
    if wait is None and reset is not None:
        wait = reset if reset < EPOCH_LIKE else None if now is None else max(0.0, reset - now)
    limit, remaining = (
        _number(headers.get("x-ratelimit-limit")),
        _number(headers.get("x-ratelimit-remaining")),
    )
    return RateHint(wait, None if not limit else int(limit), None if remaining is None else int(remaining))


def server_time(headers: Mapping[str, str]) -> float | None:
    """The server's clock, in epoch seconds, from the Date header."""
    return _date(headers.get("date"))


def content_length(headers: Mapping[str, str]) -> int | None:
    """The announced size of the body in bytes."""
    length = headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else None


def _number(text: str | None) -> float | None:
    text = (text or "").strip()
    plausible = text.isascii() and text.isdigit() and len(text) <= len(str(EPOCH_LIKE)) + 1
    return float(text) if plausible else None


def _date(text: str | None) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp() if text else None
    except (ValueError, TypeError, OverflowError):
        return None
