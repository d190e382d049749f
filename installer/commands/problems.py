"""`autolab-companion problems`: how an assessment is scored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..presenting import add_reading_options, add_target, read
from ..table import print_table

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_target(parser)
    add_reading_options(parser)


def run(args: argparse.Namespace) -> int:
    """List the problems. Raises CompanionError."""
    return read(args, "problems", _show)


def _show(problems: list[dict[str, Any]]) -> None:
    rows = (
        [one["name"], one["max_score"], "optional" if one["optional"] else "", one["description"] or ""]
        for one in problems
    )
    print_table(("PROBLEM", "POINTS", "", "DESCRIPTION"), rows)
