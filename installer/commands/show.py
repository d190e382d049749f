"""`autolab-companion show`: what is known of one assessment."""

from __future__ import annotations

from ..presenting import add_reading_options, add_target, moment, read
from ..shown import shown
from ..table import NOTHING

TYPE_CHECKING = False  # typing stays off the path to what is remembered
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from typing import Any

UNLIMITED = -1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_target(parser)
    add_reading_options(parser)


def run(args: argparse.Namespace) -> int:
    """Print the details. Raises CompanionError."""
    return read(args, "assessment", _show)


def _limit(value: Any) -> str:
    return "unlimited" if value == UNLIMITED else NOTHING if value is None else str(value)


def _truth(value: Any) -> str:
    return NOTHING if value is None else "yes" if value else "no"


def _plain(value: Any) -> str:
    return NOTHING if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _closed(value: Any) -> str:
    """Autolab says null of what takes files."""
    return "no" if value else "yes"


def _when(value: Any) -> str:
    return moment(value) or NOTHING


_LINES: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
    ("Title", "display_name", _plain),
    ("Category", "category_name", _plain),
    ("Opens", "start_at", _when),
    ("Due (course)", "due_at", _when),
    ("Closes (course)", "end_at", _when),
    ("Submissions", "max_submissions", _limit),
    ("Without penalty", "max_unpenalized_submissions", _limit),
    ("Grace days", "max_grace_days", _plain),
    ("Group size", "group_size", _plain),
    ("Takes files", "disable_handins", _closed),
    ("Autograder", "has_autograder", _truth),
    ("Points", "max_total_score", _plain),
    ("Handout", "handout_format", _plain),
    ("Writeup", "writeup_format", _plain),
)
"""Label, member of the operation's data, how it is said."""


def _show(details: dict[str, Any]) -> None:
    size = max(len(label) for label, _, _ in _LINES)
    for label, member, say in _LINES:
        print(f"{label:<{size}}  {shown(say(details.get(member)))}")
    if details.get("description"):
        print(f"\n{shown(details['description'])}")
