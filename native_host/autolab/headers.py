"""What headers say about limits, clock and size: Retry-After (RFC 9110), X-RateLimit-*, Date. Sans-I/O."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from ..timestamps import epoch

if TYPE_CHECKING:
    from collections.abc import Mapping

PATIENCE = 150.0
"""Seconds that we wait for a server at most: two of the longest documented windows and some."""
EPOCH_LIKE = 1_000_000_000
"""X-RateLimit-Reset is no standard: some servers send seconds to wait, some the epoch second; waits are shorter.
Autolab means to send Ruby's text of the time, such as `2026-11-23 21:46:30 -0500` or `... UTC`."""


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
    """What the headers say; anything unreadable counts as not said, and so does a time that has passed."""
    now = _date(headers.get("date"))
    waits = (_wait(headers.get(name), now) for name in ("retry-after", "x-ratelimit-reset"))
    wait = next((wait for wait in waits if wait is not None and wait > 0), None)
    limit, remaining = (
        _number(headers.get("x-ratelimit-limit")),
        _number(headers.get("x-ratelimit-remaining")),
    )
    return RateHint(wait, None if not limit else int(limit), None if remaining is None else int(remaining))


def server_time(headers: Mapping[str, str]) -> float | None:
    """The server's clock, in epoch seconds, from the Date header."""
    return _date(headers.get("date"))


def content_length(headers: Mapping[str, str]) -> int | None:
    """The announced size of the body in bytes; None where it is that of its compressed form."""
    if headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}:
        return None
    length = headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else None


def _wait(text: str | None, now: float | None) -> float | None:
    """Seconds until what the text names: so many seconds, an epoch second, or a date. `now` is the server's clock."""
    number = _number(text)
    if number is not None and number < EPOCH_LIKE:
        return number
    moment = _date(text) if number is None else number
    return None if moment is None or now is None else moment - now


def _number(text: str | None) -> float | None:
    text = (text or "").strip()
    plausible = text.isascii() and text.isdigit() and len(text) <= len(str(EPOCH_LIKE)) + 1
    return float(text) if plausible else None


def _date(text: str | None) -> float | None:
    return epoch(text.replace(" UTC", "+00:00")) or _http_date(text) if text else None


def _http_date(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
