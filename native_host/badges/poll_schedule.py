"""When to poll for a submission's score: often at first, then less and less, and never in step with others.

Sans-I/O. When a whole course hands in at midnight, polling every five seconds would overload its server. So the gaps
grow with the time already waited: a score is noticed late by a fraction of the wait, and costs a handful of requests
however long the queue is.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing stays off the path to remembered badges
if TYPE_CHECKING:
    from collections.abc import Callable

FIRST = 5.0
"""Seconds to the first poll: quick autograders are done by then, and hardly any before."""
GROWTH = 0.5
"""What each further gap adds, as a part of the time already waited: the news is late by about half as much."""
LONGEST = 300.0
"""Longest gap in seconds: a page open during a long queue still turns within about five minutes."""
JITTER = 0.2
"""Each gap is stretched or shrunk by up to this part, so that a whole course does not ask at once."""
MARGIN = 1.1
"""A poll aimed at the usual duration comes this much later, so as not to just miss the score."""
HOPELESS_AFTER = 7200.0
"""Seconds after which polling ends; the next visit of the page starts again."""


def next_gap(waited: float, usual: float | None, random: Callable[[], float]) -> float | None:
    """Seconds until the next request after `waited` seconds; None when there is no hope left.

    `usual` is how long this assessment's autograder took last time, if known: there are then half as many polls
    before that time (a compile error is quicker, say), one is aimed at it, and the rest start afresh from it.
    `random()` gives [0, 1).
    """
    if waited >= HOPELESS_AFTER:
        return None
    gap = _grown(waited)
    if usual is not None:
        due = usual * MARGIN - waited
        gap = max(FIRST, min(2 * gap, due)) if due > 0 else _grown(max(0.0, waited - usual))
    return min(LONGEST, gap) * (1 + JITTER * (2 * random() - 1))


def _grown(waited: float) -> float:
    return FIRST + GROWTH * waited
