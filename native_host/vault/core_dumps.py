"""Keeps the process's memory, and with it tokens and the key, out of core files and other programs' sight."""

from __future__ import annotations

import sys

PR_SET_DUMPABLE = 4
"""Of prctl(2)."""


def forbid_core_dumps() -> None:
    """No core file from here on, where the system has such a limit. Cheap enough for the very start."""
    try:
        import resource  # POSIX only
    except ImportError:
        return  # Windows writes crash dumps only where its owner set that up
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def forbid_inspection() -> None:
    """On Linux also no dump to a crash collector, which ignores the limit, and no ptrace by the user's other programs.

    Costs an import: call it after the first reply.
    """
    if sys.platform == "linux":
        _prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def _prctl(*arguments: int) -> int:
    """prctl(2), by what ctypes itself is made of: all its types cost a short command a twentieth of its time."""
    try:
        import _ctypes

        function = _ctypes.dlsym(_ctypes.dlopen(None, _ctypes.RTLD_LOCAL), "prctl")  # type: ignore[arg-type]  # as dlopen(3): the process itself
        return int(_ctypes.call_function(function, arguments))
    except (ImportError, AttributeError):  # an interpreter that has it otherwise
        import ctypes

        return int(ctypes.CDLL(None).prctl(*arguments))
