from __future__ import annotations

import asyncio
from email.parser import BytesParser
from email.policy import HTTP
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.autolab.http_messages import UploadBody
from native_host.autolab.multipart import Envelope, check_filename
from native_host.wire.errors import CompanionError
from tests.unit.autolab.attempt import attempt

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable


def parts_of(*chunks: bytes) -> Callable[[], AsyncIterator[bytes]]:
    async def opened() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    return opened


async def gathered(envelope: Envelope) -> bytes:
    return b"".join([chunk async for chunk in envelope.stream()])


def body_of(filename: str, *chunks: bytes, size: int | None = None) -> tuple[Envelope, bytes]:
    size = sum(map(len, chunks)) if size is None else size
    envelope = Envelope(UploadBody(filename, size, parts_of(*chunks)))
    return envelope, asyncio.run(gathered(envelope))


@given(st.lists(st.binary(max_size=50), max_size=5))
def test_the_length_is_known_beforehand_and_the_content_comes_through(chunks: list[bytes]) -> None:
    envelope, body = body_of("handin.c", *chunks)
    assert envelope.length == len(body)
    message = BytesParser(policy=HTTP).parsebytes(
        b"Content-Type: " + envelope.content_type.encode() + b"\r\n\r\n" + body
    )
    [part] = message.iter_parts()
    assert part["Content-Disposition"].params == {"name": "submission[file]", "filename": "handin.c"}
    assert body.split(b"\r\n\r\n", 1)[1].rpartition(b"\r\n--")[0] == b"".join(chunks)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("handin.c", "handin.c"),
        ('a"b.c', "a%22b.c"),
        ("a\\", "a%5C"),
        ("Übung 1 (final).tar.gz", "Übung 1 (final).tar.gz"),
        ("日本.c", "日本.c"),
        ("100%.c", "100%.c"),
        ("a;filename=b.c", "a;filename=b.c"),
        ("x" * 255, "x" * 255),
    ],
)
def test_a_filename_is_written_as_browsers_write_it(name: str, written: str) -> None:
    _, body = body_of(name, b"x")
    assert f'; filename="{written}"\r\n'.encode() in body


@pytest.mark.parametrize("name", ["", "a\r\nX: y", "a\nb", "a\0b", "\x1b[0m", "x" * 256, "\ud800.c"])
def test_refuses_names_that_cannot_stand_in_a_head(name: str) -> None:
    with pytest.raises(CompanionError) as caught:
        body_of(name, b"x")
    assert caught.value.name == "filename_refused"


@given(st.text())
def test_any_name_makes_one_head_line_or_is_refused(name: str) -> None:
    _, error = attempt(lambda: check_filename(name))
    assert error in {None, "filename_refused"}
    if error is None:
        _, body = body_of(name, b"x")
        head = body.split(b"\r\n\r\n")[0]
        assert head.count(b"\r\n") == 2
        assert head.count(b'"') == 4


@pytest.mark.parametrize("size", [3, 5])
def test_a_file_that_changed_while_read_never_gets_its_tail(size: int) -> None:
    envelope = Envelope(UploadBody("a.c", size, parts_of(b"ab", b"cd")))
    seen = []

    async def consume() -> None:
        async for chunk in envelope.stream():
            seen.append(chunk)  # noqa: PERF401 - what came before the error is the point

    with pytest.raises(CompanionError) as caught:
        asyncio.run(consume())
    assert caught.value.name == "checksum_mismatch"
    assert b"--\r\n" not in seen[-1]


def test_progress_counts_the_content() -> None:
    told: list[int] = []
    upload = UploadBody("a.c", 4, parts_of(b"ab", b"c", b"d"), told.append)
    asyncio.run(gathered(Envelope(upload)))
    assert told == [2, 3, 4]
