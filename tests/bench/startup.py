"""Spawn to the first reply, and idle memory after it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from .raw import ECHO, HELLO_REQUEST, HOST, Raw
from .table import Row, in_turn

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ROUNDS = 25


def spawn_to_reply(command: Sequence[str], home: Path) -> float:
    """Milliseconds from starting the process to having its reply to hello."""
    begin = time.perf_counter()
    host = Raw(command, home)
    host.ask(HELLO_REQUEST)
    taken = (time.perf_counter() - begin) * 1000
    host.close()
    return taken


def rows(folder: Path) -> list[Row]:
    """The start-up figures."""
    home = folder / "untouched"
    figures = in_turn(
        ROUNDS, host=lambda: spawn_to_reply(HOST, home), echo=lambda: spawn_to_reply(ECHO, home)
    )
    return [
        Row("spawn to hello, against a bare echo host", figures["host"], "ms", figures["echo"], 1.6, "ratio")
    ]
