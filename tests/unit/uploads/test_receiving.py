"""Uploads: whatever parts come, the file that leaves is the file that was chosen, or there is none."""

from __future__ import annotations

import asyncio
import hashlib
import os
import resource
import stat
import tempfile
import zlib
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.limits import LARGEST_FILE, PART
from native_host.services import Services
from native_host.uploads.receiving import IDLE, MOST, Upload, Uploads
from native_host.uploads.spool import CHUNK, Spool
from native_host.wire.errors import CompanionError
from native_host.wire.identifiers import Email, Origin

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def uploads(companion_home: Path, clock: Clock) -> Iterator[Uploads]:
    with closing(Uploads(str(companion_home), clock)) as made:
        yield made


def begin(uploads: Uploads, size: int) -> Upload:
    return uploads.begin((Origin("https://a.example.edu"), Email("a@b.c"), "c", "lab"), "handin.c", size)


def send(uploads: Uploads, upload: Upload, *parts: bytes) -> None:
    for index, part in enumerate(parts):
        uploads.part(upload.id, index, part, zlib.crc32(part))


def refused(name: str) -> pytest.RaisesExc[CompanionError]:
    return pytest.RaisesExc(CompanionError, check=lambda error: error.name == name)


async def drained(spool: Spool) -> bytes:
    return b"".join([chunk async for chunk in spool.parts()])


def test_parts_in_order_make_the_file(uploads: Uploads) -> None:
    parts = (os.urandom(PART), os.urandom(PART), b"end")
    upload = begin(uploads, sum(map(len, parts)))
    send(uploads, upload, *parts)
    taken = uploads.take(upload.id, hashlib.sha256(b"".join(parts)).hexdigest())
    assert asyncio.run(drained(taken.spool)) == b"".join(parts)
    taken.spool.close()


@given(
    st.lists(st.tuples(st.integers(-1, 4), st.binary(max_size=6), st.booleans()), max_size=6),
    st.integers(0, 12),
)
def test_only_a_whole_undamaged_file_in_order_is_ever_given_out(
    tmp_path_factory: pytest.TempPathFactory, parts: list[tuple[int, bytes, bool]], size: int
) -> None:
    home = tmp_path_factory.getbasetemp() / "uploads"
    uploads = Uploads(str(home), Clock())
    upload = begin(uploads, size)
    taken = b""
    wrong = False
    refusals: set[str] = set()
    for index, data, intact in parts:
        try:
            uploads.part(upload.id, index, data, zlib.crc32(data) if intact else zlib.crc32(data) ^ 1)
            taken += data
        except CompanionError as error:
            wrong = True
            refusals.add(error.name)
    digest = hashlib.sha256(taken).hexdigest()
    try:
        file = uploads.take(upload.id, digest)
    except CompanionError as error:
        refusals.add(error.name)
        wrong = wrong or len(taken) != size
        assert wrong
    else:
        assert not wrong
        assert (file.spool.size, file.spool.sha256()) == (size, digest)
        file.spool.close()
    uploads.close()
    assert refusals <= {"part_unexpected", "checksum_mismatch", "upload_unknown"}


@pytest.mark.parametrize(
    ("index", "data", "crc", "name"),
    [
        (1, b"abc", zlib.crc32(b"abc"), "part_unexpected"),
        (-1, b"abc", zlib.crc32(b"abc"), "part_unexpected"),
        (0, b"", 0, "part_unexpected"),
        (0, b"abcdef", zlib.crc32(b"abcdef"), "part_unexpected"),
        (0, b"abc", 1, "checksum_mismatch"),
    ],
)
def test_a_part_that_does_not_fit_ends_the_upload(
    uploads: Uploads, index: int, data: bytes, crc: int, name: str
) -> None:
    upload = begin(uploads, 5)
    with refused(name):
        uploads.part(upload.id, index, data, crc)
    with refused("upload_unknown"):
        uploads.part(upload.id, 0, b"abcde", zlib.crc32(b"abcde"))


def test_another_digest_is_a_changed_file(uploads: Uploads) -> None:
    upload = begin(uploads, 3)
    send(uploads, upload, b"abc")
    with refused("checksum_mismatch"):
        uploads.take(upload.id, "0" * 64)
    with refused("upload_unknown"):
        uploads.take(upload.id, hashlib.sha256(b"abc").hexdigest())


def test_four_at_once_and_a_limit_of_size(uploads: Uploads) -> None:
    first = [begin(uploads, 1) for _ in range(MOST)]
    with refused("too_many_uploads"):
        begin(uploads, 1)
    assert uploads.abandon(first[0].id)
    assert not uploads.abandon(first[0].id)
    begin(uploads, LARGEST_FILE)
    with refused("upload_too_large"):
        begin(uploads, LARGEST_FILE + 1)


def test_the_abandoned_make_room(uploads: Uploads, clock: Clock) -> None:
    idle = [begin(uploads, 1) for _ in range(MOST)]
    clock.now += IDLE
    send(uploads, idle[0], b"x")
    clock.now += 1
    assert uploads.sweep() == IDLE - 1
    clock.now += IDLE - 1
    assert uploads.sweep() == 0.0
    with refused("upload_unknown"):
        uploads.part(idle[1].id, 0, b"x", zlib.crc32(b"x"))
    uploads.take(idle[0].id, hashlib.sha256(b"x").hexdigest()).spool.close()
    assert uploads.sweep() is None


def test_a_file_given_back_waits_for_the_answer(uploads: Uploads) -> None:
    upload = begin(uploads, 1)
    send(uploads, upload, b"x")
    digest = hashlib.sha256(b"x").hexdigest()
    uploads.give_back(uploads.take(upload.id, digest))
    assert uploads.take(upload.id, digest) is upload
    upload.spool.close()


def test_nobody_else_can_find_the_bytes(uploads: Uploads, companion_home: Path) -> None:
    upload = begin(uploads, 6)
    send(uploads, upload, b"secret")
    spool = companion_home / "spool"
    assert list(spool.iterdir()) == []
    assert stat.S_IMODE(spool.stat().st_mode) == 0o700


def test_the_bytes_are_read_once_for_each_entry(companion_home: Path) -> None:
    async def walk() -> None:
        spool = Spool(str(companion_home))
        spool.write(b"x" * (CHUNK + 1))
        assert [len(chunk) async for chunk in spool.parts()] == [CHUNK, 1]
        with pytest.raises(RuntimeError):
            await anext(spool.parts())
        spool.rewind()
        assert len(await drained(spool)) == CHUNK + 1
        spool.close()

    asyncio.run(walk())


def test_a_small_file_is_read_whole_as_often_as_asked(companion_home: Path) -> None:
    with closing(Spool(str(companion_home))) as spool:
        spool.write(b"first")
        spool.write(b" and last")
        assert [spool.content(), spool.content()] == [b"first and last"] * 2


def test_a_file_given_back_is_not_idle(uploads: Uploads, clock: Clock) -> None:
    """The student is asked something: from the question on, not from the last part."""
    upload = begin(uploads, 1)
    send(uploads, upload, b"x")
    digest = hashlib.sha256(b"x").hexdigest()
    clock.now += IDLE - 1
    uploads.give_back(uploads.take(upload.id, digest))
    clock.now += 2
    assert uploads.take(upload.id, digest) is upload
    upload.spool.close()


@pytest.mark.parametrize(
    ("size", "index", "data", "words"),
    [
        (5, 2, b"abc", "part 2 came instead of part 0"),
        (5, 0, b"", "a part is empty"),
        (5, 0, b"abcdef", "more than the announced 5 bytes"),
        (2 * PART, 0, bytes(PART + 1), f"a part has more than {PART} bytes"),
    ],
)
def test_what_is_wrong_with_a_part_is_said(
    uploads: Uploads, size: int, index: int, data: bytes, words: str
) -> None:
    upload = begin(uploads, size)
    with pytest.raises(CompanionError, match=words) as caught:
        uploads.part(upload.id, index, data, zlib.crc32(data))
    assert caught.value.name == "part_unexpected"


def test_limits_and_what_is_missing_are_told_in_figures(uploads: Uploads) -> None:
    with pytest.raises(CompanionError) as caught:
        begin(uploads, LARGEST_FILE + 1)
    assert caught.value.data["limit"] == LARGEST_FILE
    upload = begin(uploads, 5)
    assert (upload.filename, upload.size) == ("handin.c", 5)
    send(uploads, upload, b"ab")
    with pytest.raises(CompanionError, match="2 of 5 bytes arrived"):
        uploads.take(upload.id, "")
    for _ in range(MOST):
        begin(uploads, 1)
    with pytest.raises(CompanionError) as caught:
        begin(uploads, 1)
    assert caught.value.data["limit"] == MOST


def test_a_host_has_one_set_of_uploads(companion_home: Path) -> None:
    services = Services(str(companion_home))
    uploads = services.uploads
    assert services.uploads is uploads
    assert Services(str(companion_home)).uploads is not uploads
    upload = begin(uploads, 1)
    assert (companion_home / "spool").is_dir()
    assert 0 < (uploads.sweep() or 0) <= IDLE
    send(uploads, upload, b"x")
    uploads.close()
    assert uploads.sweep() is None


def test_a_spool_that_lost_its_end_is_not_sent(companion_home: Path) -> None:
    spool = Spool(str(companion_home))
    spool.write(b"abc")
    os.truncate(spool._file.fileno(), 2)
    with pytest.raises(CompanionError, match="ended early") as caught:
        asyncio.run(drained(spool))
    assert caught.value.name == "storage_failed"
    spool.close()


def test_a_spool_lies_on_the_disk_of_the_data_folder(
    companion_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not on another one that may be small, or memory; where that fails, it says why."""
    made, folders = tempfile.TemporaryFile, []

    def seen(**options: Any) -> Any:
        folders.append(options["dir"])
        return made(**options)

    monkeypatch.setattr(tempfile, "TemporaryFile", seen)
    Spool(str(companion_home)).close()
    assert folders == [str(companion_home / "spool")]

    def full(**_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    with refused("storage_failed"):
        Spool(str(companion_home))


@pytest.fixture
def small_files() -> Iterator[int]:
    import signal

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    yield 4096
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    signal.signal(signal.SIGXFSZ, before)


def test_a_full_disk_ends_the_upload(uploads: Uploads, small_files: int) -> None:
    upload = begin(uploads, small_files * 3)
    send(uploads, upload, b"x" * small_files)
    with refused("storage_failed"):
        uploads.part(upload.id, 1, b"x" * small_files, zlib.crc32(b"x" * small_files))
    with refused("upload_unknown"):
        uploads.take(upload.id, "0" * 64)
