"""`python -m tests.mutation ROOM... FILE...`: mutate these rooms (all without a name) and show what nobody noticed.

With files, only these of the rooms, as `vault native_host/vault/sealed.py`: minutes, where the whole takes hours.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from .harmless import unexplained
from .rooms import ROOMS
from .run import TOP, mutated


def main(arguments: list[str]) -> int:
    """0 if every change was noticed or is explained, else 1."""
    rooms = {name: ROOMS[name] for name in arguments if name in ROOMS} or ROOMS
    files = tuple(name for name in arguments if name not in ROOMS)
    if unknown := [name for name in files if not (TOP / name).is_file()]:
        sys.exit(f"neither a room nor a file: {', '.join(unknown)}")
    missing = 0
    for name, room in rooms.items():
        with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
            outcome = mutated(room._replace(code=files or room.code), Path(folder))
        left = unexplained(outcome.survivors)
        missing += len(left) + outcome.unjudged
        print(*left, f"{name}: {outcome}, {len(left)} unexplained", sep="\n", flush=True)  # noqa: T201 - a command
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
