"""Times: ISO 8601 with an offset on the wire, UTC epoch seconds inside."""

from __future__ import annotations

from datetime import UTC, datetime

MINUTE = 60.0
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY

EARLIEST, LATEST = -30_610_224_000.0, 253_402_300_799.0
"""The years 1000 to 9999 in UTC: what iso() can write and every reader of a calendar understands."""


def epoch(text: str | None) -> float | None:
    """Epoch seconds of a server's time; None where it gave none, or none that can be read."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return seconds if EARLIEST <= seconds <= LATEST else None


def iso(moment: float) -> str:
    """Epoch seconds as `2026-11-23T21:46:16+00:00`."""
    return datetime.fromtimestamp(int(moment), UTC).isoformat()
