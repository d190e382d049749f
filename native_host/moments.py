"""Moments: ISO 8601 with an offset on the wire, UTC epoch seconds inside."""

from __future__ import annotations

from datetime import UTC, datetime


def epoch(text: str | None) -> float | None:
    """Epoch seconds of a server's time; None where it gave none, or none that can be read."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def iso(moment: float) -> str:
    """Epoch seconds as `2026-11-23T21:46:16+00:00`."""
    return datetime.fromtimestamp(int(moment), UTC).isoformat()
