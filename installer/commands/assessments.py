"""`autolab-companion assessments`: what a course has to hand in, and until when."""

from __future__ import annotations

from ..presenting import add_reading_options, add_target, moment, read
from ..table import print_table

TYPE_CHECKING = False  # typing stays off the path to what is remembered
if TYPE_CHECKING:
    import argparse
    from typing import Any


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_target(parser, course=True)
    add_reading_options(parser)


def run(args: argparse.Namespace) -> int:
    """List the assessments. Raises CompanionError."""
    return read(args, "assessments", _show, course=True)


def _show(assessments: list[dict[str, Any]]) -> None:
    rows = (
        [one["name"], one["display_name"], one["category_name"], moment(one["due_at"]), moment(one["end_at"])]
        for one in sorted(assessments, key=lambda one: one["due_at"] or "")
    )
    print_table(("ASSESSMENT", "TITLE", "CATEGORY", "DUE (COURSE)", "CLOSES (COURSE)"), rows)
