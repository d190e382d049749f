"""What other systems ask of files, run here: Windows has no owners and modes, macOS no honest fsync."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from native_host.vault import file_rules_posix, file_rules_windows

if TYPE_CHECKING:
    from pathlib import Path


def test_macos_is_asked_for_more_than_fsync(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_rules_posix, "_FULL_SYNC", fcntl.F_GETFD)  # a command that Linux has too
    monkeypatch.setattr(os, "fsync", lambda _descriptor: pytest.fail("it answers too early there"))
    with (tmp_path / "file").open("wb") as file:
        file_rules_posix.sync_file(file.fileno())
        with pytest.raises(OSError, match="Bad file descriptor"):
            file_rules_posix.sync_file(10**6)


def found(mode: int, attributes: int = 0) -> os.stat_result:
    return cast("os.stat_result", SimpleNamespace(st_mode=mode, st_file_attributes=attributes))


def refused(mode: int, attributes: int = 0, *, folder: bool = False) -> str:
    return file_rules_windows.refusal("p", found(mode, attributes), folder=folder, private=True) or ""


def test_windows_refuses_links_and_junctions_but_not_modes() -> None:
    assert not refused(stat.S_IFREG | 0o666)
    assert not refused(stat.S_IFDIR | 0o777, folder=True)
    assert "junction" in refused(stat.S_IFDIR, 0x400, folder=True)
    assert "link" in refused(stat.S_IFLNK)
    assert "not a folder" in refused(stat.S_IFREG, folder=True)
    assert "not a regular file" in refused(stat.S_IFDIR)


def test_windows_replaces_files(tmp_path: Path) -> None:
    (tmp_path / "new").write_bytes(b"new")
    file_rules_windows.replace(str(tmp_path / "new"), str(tmp_path / "old"))
    assert (tmp_path / "old").read_bytes() == b"new"
    with pytest.raises(FileNotFoundError):
        file_rules_windows.replace(str(tmp_path / "gone"), str(tmp_path / "old"))


def test_windows_rules_take_what_other_systems_tell(tmp_path: Path) -> None:
    assert file_rules_windows.refusal(str(tmp_path), tmp_path.stat(), folder=True, private=True) is None
    with (tmp_path / "file").open("wb") as file:
        file_rules_windows.sync_file(file.fileno())
        with pytest.raises(OSError, match="Bad file descriptor"):
            file_rules_windows.sync_file(10**6)


@pytest.mark.parametrize("refusals", [0, 2, 20])
def test_windows_waits_out_who_holds_the_file_for_a_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusals: int
) -> None:
    left, real = iter(range(refusals)), os.replace

    def held(source: str, target: str) -> None:
        if next(left, None) is not None:
            raise PermissionError(errno.EACCES, "held by a scanner")
        real(source, target)

    monkeypatch.setattr(os, "replace", held)
    monkeypatch.setattr(file_rules_windows, "_PAUSE_SECONDS", 0.0)
    (tmp_path / "new").write_bytes(b"new")
    file_rules_windows.replace(str(tmp_path / "new"), str(tmp_path / "old"))
    assert (tmp_path / "old").read_bytes() == b"new"
