"""Measure everything or what is named, print the table, write build/bench.json; exit code 1 when a target is missed."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from . import badges, bundle, command_line, polling, smoothness, staff, startup, submission
from .table import save, show

FIGURES = {
    "startup": startup,
    "command_line": command_line,
    "bundle": bundle,
    "badges": badges,
    "submission": submission,
    "polling": polling,
    "smoothness": smoothness,
    "staff": staff,
}
RESULT = Path("build/bench.json")


def main() -> int:
    """Run all figures, or those whose names are given."""
    names = sys.argv[1:] or list(FIGURES)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        rows = [row for each in names for row in FIGURES[each].rows(folder)]
    sys.stdout.write(show(rows) + "\n")
    save(rows, RESULT)
    return 0 if all(row.met for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
