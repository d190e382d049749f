"""What a whole course waiting for its scores asks of the server, simulated on the product's own schedule."""

from __future__ import annotations

import random
import statistics
from typing import TYPE_CHECKING

from native_host.badges.poll_schedule import next_gap

from .table import Row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STUDENTS = 500
COURSES = 20
AUTOGRADE = 60.0
AUTOGRADES = (20.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0, 300.0)
"""Seconds; over several, because for any single one a schedule can be lucky."""
FIXED = 5.0


def polls(autograde: float, dice: random.Random) -> Iterator[float]:
    """Moments of one student's polls, in seconds after the submission, up to the one that finds the score."""
    waited = 0.0
    while waited < autograde:
        gap = next_gap(waited, None, dice.random)
        assert gap is not None
        waited += gap
        yield waited


def course(autograde: float, dice: random.Random) -> list[list[float]]:
    """The polls of all students of a course that hands in at once."""
    return [list(polls(autograde, dice)) for _ in range(STUDENTS)]


def rows(_folder: Path) -> list[Row]:
    """What it asks of the server, as the median of several simulated courses, and how late the news is."""
    dice = random.Random(20261123)  # noqa: S311 - a simulation that can be repeated
    requests, bursts = [], []
    for _ in range(COURSES):
        students = course(AUTOGRADE, dice)
        requests.append(statistics.mean(len(moments) for moments in students))
        seconds = [int(moment) for moments in students for moment in moments]
        bursts.append(max(seconds.count(second) for second in set(seconds)) / STUDENTS)
    late = [statistics.mean(moments[-1] - takes for moments in course(takes, dice)) for takes in AUTOGRADES]
    fixed = AUTOGRADE / FIXED
    asked, busiest = statistics.median(requests), statistics.median(bursts)
    return [
        Row("requests per student waiting 60 s, against a 5 s poll", asked, "requests", fixed, 0.5, "ratio"),
        Row("busiest second of a course that hands in at once", busiest, "of all", 1.0, 0.6, "ratio"),
        Row(
            "how late the news is, against autogrades of 20-300 s",
            statistics.mean(late),
            "s",
            statistics.mean(AUTOGRADES),
            1 / 3,
            "ratio",
        ),
    ]
