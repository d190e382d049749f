"""Saving a file: whole or not at all, beside what is there, inside the download folder."""

from __future__ import annotations

import os
import resource
import signal
import threading
import time
from typing import TYPE_CHECKING

import pytest

from native_host.downloads.folder import FOLDER_VARIABLE, LEFT_BEHIND, PartialFile, downloads_root, folder_for
from native_host.wire.errors import CompanionError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def save(folder: Path, name: str, content: bytes) -> Path:
    with PartialFile(folder) as incoming:
        incoming.write(content)
        return incoming.finish(name)


def refused(name: str) -> pytest.RaisesExc[CompanionError]:
    return pytest.RaisesExc(CompanionError, check=lambda error: error.name == name)


def test_the_folder_is_named_after_course_and_assessment(tmp_path: Path) -> None:
    folder = folder_for(tmp_path / "Downloads", "15213-f26", "../malloc lab")
    assert folder == tmp_path / "Downloads" / "Autolab" / "15213-f26" / "_malloc lab"
    assert folder_for(tmp_path / "Downloads", "15213-f26", "../malloc lab") == folder


def test_the_environment_chooses_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    assert downloads_root() == tmp_path


def test_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    paths = [save(tmp_path, "lab.tar.gz", b"%d" % number) for number in range(3)]
    assert [path.name for path in paths] == ["lab.tar.gz", "lab (2).tar.gz", "lab (3).tar.gz"]
    assert [path.read_bytes() for path in paths] == [b"0", b"1", b"2"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in paths)


def test_a_planted_link_is_not_written_through(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    folder = folder_for(tmp_path, "c", "a")
    (folder / "notes.pdf").symlink_to(victim)
    (folder / "notes (2).pdf").symlink_to(tmp_path / "nowhere")
    assert save(folder, "notes.pdf", b"new").name == "notes (3).pdf"
    assert victim.read_bytes() == b"precious"
    assert not (tmp_path / "nowhere").exists()


def test_a_linked_or_occupied_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Autolab").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").mkdir()
    with refused("storage_unsafe"):
        folder_for(tmp_path, "c", "a")
    (tmp_path / "other" / "Autolab").mkdir(parents=True)
    (tmp_path / "other" / "Autolab" / "c").write_bytes(b"")
    with refused("storage_unsafe"):
        folder_for(tmp_path / "other", "c", "a")


def test_what_was_not_finished_leaves_nothing(tmp_path: Path) -> None:
    with PartialFile(tmp_path) as incoming:
        incoming.write(b"half")
        assert [path.suffix for path in tmp_path.iterdir()] == [".part"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "off", [-LEFT_BEHIND - 1, LEFT_BEHIND + 60]
)  # long ago, or under a clock that was ahead
def test_what_a_killed_host_left_is_removed_and_nothing_else(tmp_path: Path, off: float) -> None:
    long_ago = time.time() + off
    names = [f".{'0a' * 8}.part", ".mine.part", "0123456789abcdef.part"]
    for name in names:
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (long_ago, long_ago))
    with PartialFile(tmp_path), PartialFile(tmp_path):
        assert len(list(tmp_path.glob(".*.part"))) == 3, "what another host is at stays"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names[1:])


@pytest.fixture
def small_files() -> Iterator[None]:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    signal.signal(signal.SIGXFSZ, before)


@pytest.mark.usefixtures("small_files")
def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    with refused("download_failed"):
        save(tmp_path, "big", b"x" * 4000)
    assert list(tmp_path.iterdir()) == []


def test_two_at_once_get_two_names(tmp_path: Path) -> None:
    barrier = threading.Barrier(8)

    def one(number: int) -> None:
        with PartialFile(tmp_path) as incoming:
            incoming.write(b"%d" % number)
            barrier.wait()
            incoming.finish("same.pdf")

    threads = [threading.Thread(target=one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {path.read_bytes() for path in tmp_path.iterdir()} == {b"%d" % number for number in range(8)}
