"""Keeps the process's memory, and with it tokens and the key, out of core files and other programs' sight."""

from __future__ import annotations

import sys


def forbid_core_dumps() -> None:
    """No core file from here on, where the system has such a limit. Cheap enough for the very start."""
    try:
        import resource  # POSIX only
    except ImportError:
        return  # Windows writes crash dumps only where its owner set that up
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def forbid_inspection() -> None:
    """On Linux also no dump to a crash collector, which ignores the limit, and no ptrace by the user's other programs.

    Costs the import of ctypes: call it after the first reply.
    """
    if sys.platform != "linux":
        return
    import ctypes  # several milliseconds

    pr_set_dumpable = 4  # prctl(2)
    ctypes.CDLL(None).prctl(pr_set_dumpable, 0, 0, 0, 0)
