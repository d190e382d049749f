"""Whatever bytes arrive, whole or one at a time: frames or one catalogued error, never anything else."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.wire.errors import CompanionError
from native_host.wire.frames import MAX_DISCARD, MAX_FRAME, NEED_DATA, FrameReader, Oversize, encode_frame


def header(length: int) -> bytes:
    return length.to_bytes(4, sys.byteorder)


def events_of(chunks: list[bytes]) -> list[object]:
    """All events, ending with the catalogued error's name or "end"."""
    reader = FrameReader()
    events: list[object] = []
    try:
        for chunk in chunks:
            reader.receive_data(chunk)
            while (event := reader.next_event()) is not NEED_DATA:
                events.append(("oversize", event.length) if isinstance(event, Oversize) else event)
        reader.end_of_input()
    except CompanionError as error:
        return [*events, error.name]
    return [*events, "end"]


def byte_by_byte(data: bytes) -> list[bytes]:
    return [data[i : i + 1] for i in range(len(data))]


@given(st.binary(max_size=300))
def test_any_bytes_give_the_same_events_whole_and_byte_by_byte(data: bytes) -> None:
    whole = events_of([data])
    assert whole == events_of(byte_by_byte(data))
    assert whole[-1] in ("end", "frame_truncated", "frame_implausible")


@given(st.lists(st.binary(max_size=60), max_size=8), st.lists(st.integers(1, 40), min_size=1, max_size=30))
def test_frames_survive_any_cutting(payloads: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(encode_frame(payload) for payload in payloads)
    chunks: list[bytes] = []
    position = 0
    while position < len(stream):
        size = cuts[len(chunks) % len(cuts)]
        chunks.append(stream[position : position + size])
        position += size
    assert events_of(chunks) == [*payloads, "end"]


def test_the_largest_frame_passes_and_one_byte_more_does_not() -> None:
    assert events_of([encode_frame(b"x" * MAX_FRAME)]) == [b"x" * MAX_FRAME, "end"]
    with pytest.raises(CompanionError, match="exceeds the limit") as caught:
        encode_frame(b"x" * (MAX_FRAME + 1))
    assert caught.value.name == "frame_too_large"
    assert caught.value.data == {"length": MAX_FRAME + 1, "limit": MAX_FRAME}


def test_an_oversize_frame_is_dropped_and_the_channel_stays_in_step() -> None:
    stream = header(MAX_FRAME + 5) + b"x" * (MAX_FRAME + 5) + encode_frame(b"next")
    cut = [stream[i : i + 50_000] for i in range(0, len(stream), 50_000)]
    expected = [("oversize", MAX_FRAME + 5), b"next", "end"]
    assert events_of([stream]) == expected
    assert events_of(cut) == expected


def test_an_oversize_frame_is_not_kept_in_memory() -> None:
    reader = FrameReader()
    reader.receive_data(header(MAX_DISCARD))
    assert isinstance(reader.next_event(), Oversize)
    for _ in range(100):
        reader.receive_data(b"x" * 65_536)
        assert reader.next_event() is NEED_DATA
    assert sum(map(len, reader._chunks)) == 0


@pytest.mark.parametrize("length", [MAX_DISCARD + 1, 2**31, 2**32 - 1])
def test_a_length_no_browser_sends_ends_the_channel(length: int) -> None:
    assert events_of([header(length)]) == ["frame_implausible"]


def test_such_a_length_is_told() -> None:
    reader = FrameReader()
    reader.receive_data(header(2**31))
    with pytest.raises(CompanionError) as caught:
        reader.next_event()
    assert caught.value.data == {"length": 2**31}


def test_text_mode_garbage_is_refused() -> None:
    assert events_of([b'{"jsonrpc":"2.0"}\r\n']) == ["frame_implausible"]


@pytest.mark.parametrize("cut", [1, 3, 4, 6])
def test_end_of_input_inside_a_message_is_said(cut: int) -> None:
    assert events_of([encode_frame(b"abcd")[:cut]]) == ["frame_truncated"]


def test_an_empty_frame_is_a_frame() -> None:
    assert events_of([header(0)]) == [b"", "end"]
