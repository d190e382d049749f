"""`python -m tests.mutation ROOM...`: mutate these rooms (all without a name) and show what nobody noticed."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from .harmless import unexplained
from .rooms import ROOMS
from .run import survivors


def main(names: list[str]) -> int:
    """0 if every change was noticed or is explained, else 1."""
    missing = 0
    for name in names or ROOMS:
        with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
            alive = survivors(ROOMS[name], Path(folder))
        left = unexplained(alive)
        missing += len(left)
        print(*left, f"{name}: {len(alive)} survived, {len(left)} of them unexplained", sep="\n")  # noqa: T201 - a command
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
