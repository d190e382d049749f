"""Times: ISO 8601 with an offset on the wire, UTC epoch seconds inside."""

from __future__ import annotations

from time import gmtime

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
    from datetime import UTC, datetime  # what is remembered has been read before

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return seconds if EARLIEST <= seconds <= LATEST else None


def iso(moment: float) -> str:
    """Epoch seconds as `2026-11-23T21:46:16+00:00`."""
    year, month, day, hour, minute, second, *_ = gmtime(int(moment))
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}+00:00"
