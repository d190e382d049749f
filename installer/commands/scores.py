"""`autolab-companion scores`: where you stand in a course, or each version of one assessment."""

from __future__ import annotations

from ..exit_codes import exit_code_of
from ..in_process import InProcess
from ..opened import opened
from ..presenting import add_reading_options, add_target, moment, note, present
from ..table import NOTHING, Cell, print_table
from ..target import target

TYPE_CHECKING = False  # typing stays off the path to what is remembered
if TYPE_CHECKING:
    import argparse
    from typing import Any

STATES = {
    "loading": ("not known yet", "dim"),
    "error": ("could not be asked", "bad"),
    "not_submitted": ("not submitted", "warn"),
    "in_doubt": ("may have arrived", "warn"),
    "submitted": ("submitted, no score yet", None),
    "no_file": ("recorded without a file", "bad"),
    "unreleased": ("not released yet", None),
}
"""A badge's state without a score: its words and style."""
WHY_NOT = {
    "disabled": "takes no files",
    "not_open": "not open yet",
    "closed": "closed for the course",
    "limit": "no submissions left",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_target(parser)
    add_reading_options(parser)


def run(args: argparse.Namespace) -> int:
    """Print the scores of a course's assessments, or of one assessment's versions. Raises CompanionError."""
    services = opened()
    with InProcess(services, offline=args.offline) as host:
        where = target(services, args.target, args.server, whole_course=True)
        if where.assessment:
            return present(args, host.call("submissions", **where.params), _versions)
        result = host.call("badges", **where.params)
        code = present(args, result, lambda told: _course(told["badges"]))
        if code == 0 and result["error"]:
            if not args.quiet:
                note(result["error"]["message"])
            code = exit_code_of(result["error"])
        return code


def _course(badges: list[dict[str, Any]]) -> None:
    rows = (
        [one["assessment"], *_standing(one), one["submissions"], moment(one["due_at"]), _handin(one)]
        for one in badges
    )
    print_table(("ASSESSMENT", "SCORE", "OF", "VERSIONS", "DUE (COURSE)", ""), rows)


def _standing(badge: dict[str, Any]) -> tuple[Cell, Any]:
    if badge["state"] != "score":
        words, style = STATES[badge["state"]]
        return Cell(words, style), badge["total"]
    full = badge["total"] is not None and badge["score"] >= badge["total"]
    return Cell(
        badge["score"] if badge["complete"] else f"{badge['score']:g} so far", "good" if full else None
    ), badge["total"]


def _handin(badge: dict[str, Any]) -> str:
    if badge["why_not"]:
        return WHY_NOT[badge["why_not"]]
    return "late" if badge["late"] else ""


def _versions(submissions: list[dict[str, Any]]) -> None:
    problems = list(dict.fromkeys(problem for one in submissions for problem in one["scores"]))
    rows = (
        [
            one["version"],
            moment(one["created_at"]),
            one["filename"],
            *(_score(one["scores"], problem) for problem in problems),
        ]
        for one in submissions
    )
    print_table(("VERSION", "SUBMITTED", "FILE", *problems), rows)


def _score(scores: dict[str, Any], problem: str) -> Any:
    value = scores.get(problem)
    return NOTHING if value is None else "not released" if isinstance(value, str) else value
