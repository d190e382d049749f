from __future__ import annotations

import gzip
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.autolab.bounded_body import PIECE, BoundedBody, TooLargeError, UndecodableError


def read(body: BoundedBody, data: bytes, step: int) -> bytes:
    out = b"".join(piece for at in range(0, len(data), step) for piece in body.feed(data[at : at + step]))
    body.finish()
    return out


@given(st.binary(max_size=400), st.integers(1, 64))
def test_gives_back_what_was_meant(content: bytes, step: int) -> None:
    assert read(BoundedBody(400), content, step) == content
    assert read(BoundedBody(1000, "gzip"), gzip.compress(content), step) == content


def test_a_body_may_fill_its_limit_and_not_exceed_it() -> None:
    assert len(read(BoundedBody(1000, "gzip"), gzip.compress(b"x" * 1000), 7)) == 1000
    with pytest.raises(TooLargeError):
        read(BoundedBody(1000, "gzip"), gzip.compress(b"x" * 1001), 7)
    with pytest.raises(TooLargeError):
        read(BoundedBody(10), b"x" * 11, 4)


def test_a_bomb_inflates_no_further_than_the_limit() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    body = BoundedBody(1_000_000, "gzip")
    pieces: list[bytes] = []
    with pytest.raises(TooLargeError):
        pieces.extend(body.feed(bomb))
    assert sum(map(len, pieces)) <= 1_000_000


@pytest.mark.parametrize("size", [PIECE - 1, PIECE, PIECE + 1, 5 * PIECE, 5 * PIECE + 258])
def test_what_inflates_a_thousandfold_comes_in_pieces(size: int) -> None:
    body = BoundedBody(size, "gzip")
    pieces = list(body.feed(gzip.compress(b"\0" * size)))
    body.finish()
    assert b"".join(pieces) == b"\0" * size
    assert max(map(len, pieces)) <= PIECE


@pytest.mark.parametrize("coding", ["br", "deflate", "gzip, gzip", "zstd"])
def test_refuses_codings_it_did_not_ask_for(coding: str) -> None:
    with pytest.raises(UndecodableError):
        BoundedBody(10, coding)


@pytest.mark.parametrize(
    "damage",
    [
        b"not gzip at all",
        # Without the time: every worker must name the test alike.
        gzip.compress(b"hello world", mtime=0)[:-4],
        gzip.compress(b"hello world", mtime=0) + b"rubbish",
        zlib.compress(b"hello world"),
    ],
)
def test_damage_is_noticed(damage: bytes) -> None:
    with pytest.raises(UndecodableError):
        read(BoundedBody(1000, "gzip"), damage, 5)


@given(st.binary(max_size=200), st.sampled_from(["", "gzip"]))
def test_any_bytes_are_a_body_or_one_of_two_errors(data: bytes, coding: str) -> None:
    with suppress(TooLargeError, UndecodableError):
        read(BoundedBody(100, coding), data, 9)
