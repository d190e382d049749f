"""The way out: a reader that stops reading holds up who writes to it, and nobody else."""

from __future__ import annotations

import fcntl
import os
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from native_host.outbox import Outbox

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 30.0

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks how full a pipe is")


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    yield reading, writing
    os.close(reading)
    os.close(writing)


def test_the_engine_never_waits_for_a_reader_that_blocks_the_desk(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    size = fcntl.fcntl(writing, fcntl.F_GETPIPE_SZ)
    outbox = Outbox(writing)
    desk = threading.Thread(target=outbox.write, args=([b"d" * size],))
    desk.start()
    first = os.read(reading, 4)  # the desk is in the middle of its frame now, and the pipe too small for it
    engine = threading.Thread(target=outbox.post, args=([b"e"],))
    engine.start()
    engine.join(PATIENCE)
    assert not engine.is_alive()
    received = first
    while not received.endswith(b"e"):
        received += os.read(reading, size)
    desk.join(PATIENCE)
    assert outbox.drained(PATIENCE)
    assert received[4 : 4 + size] == b"d" * size, "frames are never interleaved"
