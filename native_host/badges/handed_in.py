"""What is known of an assessment's submissions, {count, version, stored, scores, at}, as more is learned. Pure."""

from __future__ import annotations

TYPE_CHECKING = False  # typing stays off the path to remembered badges
if TYPE_CHECKING:
    from typing import Any

    Json = dict[str, Any]


HOSTS_APART = 1.0
"""Seconds by which two hosts may disagree about a server's clock, which tells whole ones."""


def learned_at(now: float, before: Json | None) -> float:
    """The `at` of what is learned `now`, epoch seconds: never before that of what was known, which another host told.

    What lies further ahead was told by a clock that was wrong.
    """
    known = before["at"] if before else now
    return max(now, known) if known <= now + HOSTS_APART else now


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


def newer(mine: Json | None, theirs: Json | None, now: float) -> Json | None:
    """What was learned last: one part of what is known of an assessment, as two hosts know it."""
    if theirs is None or (mine and theirs["at"] > now + HOSTS_APART):
        return mine
    return theirs if mine is None or theirs["at"] > mine["at"] else mine
