"""The sandbox's clock: real time plus whatever a test has advanced it by."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

EASTERN = ZoneInfo("America/New_York")
"""The zone the measured server ran in (Rails calls it US/Eastern)."""


class Clock:
    """Seconds since the epoch, as the sandbox sees them.

    `start` freezes nothing: time goes on from there at its usual pace, so that waits stay waits.
    """

    def __init__(self, start: float | None = None) -> None:
        self._offset = 0.0 if start is None else start - time.time()

    def time(self) -> float:
        """Epoch seconds."""
        return time.time() + self._offset

    def now(self) -> datetime:
        """The moment as an aware Eastern datetime with whole milliseconds, as the API prints it."""
        moment = datetime.fromtimestamp(self.time(), EASTERN)
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    def advance(self, seconds: float) -> None:
        """Jump forward (or back, for clock-skew tests)."""
        self._offset += seconds


def after_days(moment: datetime, days: float) -> datetime:
    """Calendar arithmetic as Rails does it: the wall clock stays put over a change to summer time."""
    return moment + timedelta(days=days)


def api_time(moment: datetime) -> str:
    """`2026-10-14T11:48:10.587-04:00`."""
    return moment.astimezone(EASTERN).isoformat(timespec="milliseconds")


def page_time(moment: datetime, zone: ZoneInfo = EASTERN) -> str:
    """`2026-12-13 12:02:15 -0500`, the raw text a page script rewrites."""
    local = moment.astimezone(zone)
    return local.strftime("%Y-%m-%d %H:%M:%S ") + ("UTC" if zone.key == "UTC" else local.strftime("%z"))


def row_time(moment: datetime, zone: ZoneInfo = EASTERN) -> str:
    """`Sun, Oct 4 at 4:02pm`, as on the rows of a course page."""
    local = moment.astimezone(zone)
    hour = local.hour % 12 or 12
    return f"{local:%a}, {local:%b} {local.day} at {hour}:{local:%M}{'pm' if local.hour >= 12 else 'am'}"


def zone_named(name: str) -> ZoneInfo:
    """The zone of a `browser.timezone` cookie; the server's own for anything unusable."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return EASTERN
