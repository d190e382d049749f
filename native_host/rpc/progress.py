"""Throttled progress notifications: at most ten a second, and every change of phase."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Literal

    from ..wire.shapes.notifications import Notify

INTERVAL = 0.1
"""Seconds between two notifications of one phase."""


class Progress:
    """Notifies how far `of` (the notification's fixed members) has come."""

    def __init__(
        self,
        notify: Notify,
        method: Literal["submit.progress", "download.progress", "staff.progress"],
        of: Mapping[str, Any],
        clock: Callable[[], float],
    ) -> None:
        self._notify, self._method, self._of, self._clock = notify, method, of, clock
        self._reported: Mapping[str, Any] = {}
        self._at = 0.0

    def report(self, *, last: bool = False, **news: Any) -> None:
        """Notify `news` unless one of the same phase was sent just now; `last` is always sent."""
        now = self._clock()
        same_phase = bool(self._reported) and news.get("phase") == self._reported.get("phase")
        too_soon = 0 <= now - self._at < INTERVAL
        if news == self._reported or (same_phase and too_soon and not last):
            return
        self._reported, self._at = news, now
        self._notify(self._method, {**self._of, **news})
