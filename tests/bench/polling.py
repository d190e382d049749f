"""What a whole course waiting for its scores asks of the server, simulated on the product's own schedule."""

from __future__ import annotations

import random
import statistics
from typing import TYPE_CHECKING

from native_host.operations.live_schedule import next_gap

from .table import Row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STUDENTS = 500
COURSES = 20
AUTOGRADE = 60.0
FIXED = 5.0


def polls(autograde: float, dice: random.Random) -> Iterator[float]:
    """Moments of one student's polls, in seconds after the submission, up to the one that finds the score."""
    waited = 0.0
    while waited < autograde:
        gap = next_gap(waited, None, dice.random)
        assert gap is not None
        waited += gap
        yield waited


def rows(_folder: Path) -> list[Row]:
    """Requests per student and how late the news is, as the median of several simulated courses."""
    dice = random.Random(20261123)  # noqa: S311 - a simulation that can be repeated
    requests, delays, bursts = [], [], []
    for _ in range(COURSES):
        students = [list(polls(AUTOGRADE, dice)) for _ in range(STUDENTS)]
        requests.append(statistics.mean(len(moments) for moments in students))
        delays.append(statistics.mean(moments[-1] - AUTOGRADE for moments in students))
        seconds = [int(moment) for moments in students for moment in moments]
        bursts.append(max(seconds.count(second) for second in set(seconds)) / STUDENTS)
    fixed = AUTOGRADE / FIXED
    return [
        Row(
            "requests per student waiting 60 s, against a 5 s poll",
            statistics.median(requests),
            "requests",
            fixed,
            0.5,
            "ratio",
        ),
        Row(
            "busiest second of a course that hands in at once",
            statistics.median(bursts),
            "of all",
            1.0,
            0.6,
            "ratio",
        ),
        Row(
            "how late the news of a 60 s autograde is, mean",
            statistics.median(delays),
            "s",
            None,
            15,
            "value",
        ),
    ]
