"""What a visit asks of the server where every assessment of the course is open and may have changed."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING
from unittest.mock import patch

from native_host.badges.freshness import TURNS
from tests.asking import Asker, asyncio_run
from tests.handing_in import signed_in
from tests.sandbox import Clock, start_sandbox

from .table import Row

if TYPE_CHECKING:
    from pathlib import Path

COURSE = "big-f26"
ASSESSMENTS = 50
KEYFILE = {"AUTOLAB_COMPANION_CUSTODY": "keyfile"}


def rows(folder: Path) -> list[Row]:
    """One for each time since the visit before."""
    return [
        Row(
            f"{ASSESSMENTS} open assessments, requests of a visit {when} later",
            asked,
            "requests",
            None,
            1 + ASSESSMENTS + turns,
            "value",
        )
        for (when, turns), asked in _visits(folder).items()
    ]


def _visits(home: Path) -> dict[tuple[str, int], float]:
    """Requests of a visit some time after the last one, where all may have changed; the turns are what is allowed."""
    clock = Clock()
    with (
        start_sandbox("large", assessments=ASSESSMENTS, clock=clock) as box,
        patch.dict(os.environ, KEYFILE),
    ):
        for assessment in box.state.courses[COURSE].assessments.values():
            now = clock.now()
            assessment.start_at = now - timedelta(days=1)
            assessment.due_at = assessment.end_at = now + timedelta(days=30)
        asker = Asker(signed_in(home, box, clock=clock.time))
        where = {"server": box.base, "course": COURSE}
        figures: dict[tuple[str, int], float] = {}

        async def visits() -> None:
            await asker.settled("badges", **where)
            for when, seconds, turns in (("a minute", 60, 0), ("an hour", 3600, TURNS)):
                clock.advance(seconds)
                before = len(box.requests)
                await asker.settled("badges", **where)
                figures[when, turns] = len(box.requests) - before

        asyncio_run(visits(), asker)
    return figures
