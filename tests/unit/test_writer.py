"""The way out: a reader that stops reading holds up who writes to it, and nobody else."""

from __future__ import annotations

import fcntl
import os
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from native_host.wire.frames import HEADER, MAX_FRAME
from native_host.writer import ALWAYS, NOTICES, REPLIES, Writer

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
    writer = Writer(writing)
    dispatcher = threading.Thread(target=writer.write, args=([b"d" * size],))
    dispatcher.start()
    first = os.read(
        reading, 4
    )  # the dispatcher is in the middle of its frame now, and the pipe too small for it
    engine = threading.Thread(target=writer.post, args=([b"e"],))
    engine.start()
    engine.join(PATIENCE)
    assert not engine.is_alive()
    received = first
    while not received.endswith(b"e"):
        received += os.read(reading, size)
    dispatcher.join(PATIENCE)
    assert writer.drained(PATIENCE)
    assert received[4 : 4 + size] == b"d" * size, "frames are never interleaved"


def frames_of(reading: int, count: int) -> list[bytes]:
    """The next payloads that a reader sees."""

    def exactly(size: int) -> bytes:
        data = b""
        while len(data) < size:
            data += os.read(reading, size - len(data))
        return data

    return [exactly(int.from_bytes(exactly(4), sys.byteorder)) for _ in range(count)]


def test_what_waits_for_a_reader_is_bounded_and_what_is_dropped_is_said(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    writer = Writer(writing)
    writer.missed = lambda count: b"missed %d" % count
    large = b"r" * MAX_FRAME
    taken = 0
    while writer.post([large]):
        taken += 1
    assert taken == REPLIES // (MAX_FRAME + HEADER)
    assert not writer.post([b"r", large])  # all or none
    assert [writer.post([b"n"], within=NOTICES) for _ in range(3)] == [False] * 3
    assert writer.post([b"dropped"], within=ALWAYS)
    seen = frames_of(reading, taken + 2)
    assert seen.count(large) == taken
    assert sorted(set(seen)) == [b"dropped", b"missed 3", large]
    assert writer.drained(PATIENCE)
    assert writer.post([b"n"], within=NOTICES)
    assert frames_of(reading, 1) == [b"n"]


def test_one_reply_goes_whatever_its_size(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    writer = Writer(writing)
    count = REPLIES // MAX_FRAME + 3
    assert writer.post([b"r" * MAX_FRAME] * count)
    assert frames_of(reading, count) == [b"r" * MAX_FRAME] * count


def test_notices_behind_little_are_not_dropped(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    writer = Writer(writing)
    assert all(writer.post([b"n" * 1000], within=NOTICES) for _ in range(5000))
    assert frames_of(reading, 5000) == [b"n" * 1000] * 5000
