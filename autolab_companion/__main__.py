"""The `autolab-companion` command, also as `python -m autolab_companion`."""

import gc
import os
import sys

from . import put_application_first

GARBAGE = 100_000
"""Objects after which the collector looks for cycles: importing makes many objects and no garbage."""


def main() -> int:
    """Run the command and end the process with its exit code."""
    gc.set_threshold(GARBAGE)
    put_application_first()
    from installer.cli import main as command

    code = command()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:  # whoever listened has gone
            code = code or 1
    # The interpreter's farewell takes an eighth of a short command's time, and nothing here waits for it.
    os._exit(code)


if __name__ == "__main__":
    main()
