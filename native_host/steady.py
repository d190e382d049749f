"""A clock that cannot be set: for durations, during which the wall clock may be put forward or back."""

from __future__ import annotations

import time

# Linux's monotonic clock stands still while the machine sleeps, and so does Python's on macOS.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))


def elapsed() -> float:
    """Seconds since some moment, including those the machine slept: a closed lid does not keep a vault open."""
    return time.monotonic() if _CLOCK is None else time.clock_gettime(_CLOCK)
