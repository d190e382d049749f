"""What is known of an assessment's submissions, {count, version, stored, scores, at}, as more is learned. Pure."""

from __future__ import annotations

TYPE_CHECKING = False  # typing stays off the path to remembered badges
if TYPE_CHECKING:
    from typing import Any

    Json = dict[str, Any]


def after_arrival(
    before: Json | None, version: int, *, at: float, newest: bool = False, stored: bool = True
) -> Json | None:
    """What is known once `version` has arrived, without scores; None if that is no news.

    `newest`: its number was free again. `stored`: with its file. `at`: epoch seconds.
    """
    reused = max(0, (before["version"] or 0) - version + 1) if before else 0
    if reused and not newest:
        return None
    count = max(1, before["count"] + 1 - reused) if before else version
    return {"count": count, "version": version, "stored": stored, "scores": {}, "at": at}


def newer(mine: Json | None, theirs: Json | None) -> Json | None:
    """What was learned last: one part of what is known of an assessment, as two hosts know it."""
    return theirs if theirs and (not mine or theirs["at"] > mine["at"]) else mine
