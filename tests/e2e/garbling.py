"""A host that loses the thread: `python garbling.py HOST...` is that host, and speaks nonsense after SIGUSR1."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

NONSENSE = b"\xff" * 64
"""Of any byte order: the frame that it announces is longer than any."""


def main(command: list[str]) -> int:
    signal.signal(signal.SIGUSR1, lambda *_: os.write(sys.stdout.fileno(), NONSENSE))
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
