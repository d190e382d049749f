"""Linux' file system in memory: what tests write there waits for no disk."""

from __future__ import annotations

import os
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - folders with names of their own are made in it
ENOUGH = 4 << 30
"""Bytes that all tests together may write, with some to spare; a container often gives less."""


def memory() -> Path | None:
    """The folder, where there is one with enough room, in which programs may be started."""
    try:
        found = os.statvfs(MEMORY)
    except (AttributeError, OSError):  # Windows; macOS
        return None
    usable = os.access(MEMORY, os.W_OK) and not found.f_flag & os.ST_NOEXEC
    return MEMORY if usable and found.f_bavail * found.f_frsize >= ENOUGH else None
