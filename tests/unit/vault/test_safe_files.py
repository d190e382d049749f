"""Files are refused unless they are ours alone; reasons name the path and what mends it."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from native_host.vault import file_rules_posix, safe_files
from native_host.wire.errors import CompanionError

if TYPE_CHECKING:
    from collections.abc import Callable


def a_link(path: Path) -> None:
    (path.parent / "elsewhere").write_bytes(b"theirs")
    (path.parent / "elsewhere").chmod(0o600)
    path.symlink_to(path.parent / "elsewhere")


def a_dangling_link(path: Path) -> None:
    path.symlink_to(path.parent / "nowhere")


def a_pipe(path: Path) -> None:
    os.mkfifo(path, 0o600)


def a_folder(path: Path) -> None:
    path.mkdir(mode=0o700)


def readable_by_the_group(path: Path) -> None:
    path.write_bytes(b"ours")
    path.chmod(0o640)


def writable_by_all(path: Path) -> None:
    path.write_bytes(b"ours")
    path.chmod(0o602)


def owned_by_another(path: Path) -> None:
    path.write_bytes(b"theirs")
    path.chmod(0o600)
    os.chown(path, 12345, -1)


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
UNSAFE = [
    (a_link, "symbolic link"),
    (a_dangling_link, "symbolic link"),
    (a_pipe, "not a regular file"),
    (a_folder, "not a regular file"),
    (readable_by_the_group, "chmod 600 '{}'"),
    (writable_by_all, "chmod 600 '{}'"),
    pytest.param(owned_by_another, "id 12345; move it away or run `chown 0 '{}'`", marks=needs_root),
]


@pytest.mark.parametrize(("plant", "reason"), UNSAFE)
def test_an_unsafe_file_is_neither_read_nor_replaced(
    tmp_path: Path, plant: Callable[[Path], None], reason: str
) -> None:
    path = tmp_path / "key"
    plant(path)
    before = path.lstat()
    uses: list[Callable[[], object]] = [
        lambda: safe_files.read_bytes(str(path)),
        lambda: safe_files.write_bytes(str(path), b"new"),
    ]
    for use in uses:
        with pytest.raises(CompanionError, match="storage_unsafe") as refused:
            use()
        assert str(path) in refused.value.message
        assert reason.format(path) in refused.value.message
    assert path.lstat() == before


def a_folder_link(path: Path) -> None:
    (path.parent / "elsewhere").mkdir(mode=0o700)
    path.symlink_to(path.parent / "elsewhere")


def an_open_folder(path: Path) -> None:
    path.mkdir()
    path.chmod(0o750)


def a_file(path: Path) -> None:
    path.touch(0o600)


def a_foreign_folder(path: Path) -> None:
    path.mkdir(mode=0o700)
    os.chown(path, 12345, -1)


@pytest.mark.parametrize(
    ("plant", "reason"),
    [
        (a_folder_link, "symbolic link"),
        (a_dangling_link, "symbolic link"),
        (an_open_folder, "chmod 700 '{}'"),
        (a_file, "not a folder"),
        pytest.param(a_foreign_folder, "id 12345; move it away or run `chown 0 '{}'`", marks=needs_root),
    ],
)
def test_an_unsafe_folder_is_refused(tmp_path: Path, plant: Callable[[Path], None], reason: str) -> None:
    path = tmp_path / "vault"
    plant(path)
    for use in (safe_files.check_folder, safe_files.make_folder):
        with pytest.raises(CompanionError, match="storage_unsafe") as refused:
            use(str(path))
        assert str(path) in refused.value.message
        assert reason.format(path) in refused.value.message


def test_a_home_may_be_seen_but_not_written_by_others(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o755)
    assert safe_files.check_folder(str(home), private=False)
    home.chmod(0o775)
    with pytest.raises(CompanionError, match="storage_unsafe"):
        safe_files.check_folder(str(home), private=False)


def test_new_folders_and_files_are_closed_to_others(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        safe_files.make_folder(str(tmp_path / "a" / "b"))
        safe_files.write_bytes(str(tmp_path / "a" / "b" / "file"), b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "a" / "b" / "file").stat().st_mode) == 0o600


def test_what_is_not_there(tmp_path: Path) -> None:
    path = str(tmp_path / "nothing")
    assert safe_files.read_bytes(path) is None
    assert safe_files.names(path) == []
    assert not safe_files.remove(path)
    assert not safe_files.check_folder(path)


@pytest.mark.parametrize("content", [b"", b"x", os.urandom(300_000)])
def test_content_comes_back_whole(tmp_path: Path, content: bytes) -> None:
    path = str(tmp_path / "file")
    safe_files.write_bytes(path, b"before")
    safe_files.write_bytes(path, content)
    assert safe_files.read_bytes(path) == content
    assert safe_files.names(str(tmp_path)) == ["file"]


def test_content_that_goes_piece_by_piece_comes_back_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, write = os.read, os.write
    monkeypatch.setattr(os, "read", lambda descriptor, size: read(descriptor, min(size, 3)))
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:2]))
    safe_files.write_bytes(str(tmp_path / "file"), b"piece by piece")
    assert safe_files.read_bytes(str(tmp_path / "file")) == b"piece by piece"


def test_a_far_too_large_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch(0o600)
    os.truncate(path, safe_files.READ_LIMIT)
    assert safe_files.read_bytes(str(path)) == bytes(safe_files.READ_LIMIT)
    os.truncate(path, safe_files.READ_LIMIT + 1)
    with pytest.raises(CompanionError, match="storage_unsafe") as caught:
        safe_files.read_bytes(str(path))
    assert caught.value.data["path"] == str(path)
    assert "too large" in caught.value.data["detail"]


def test_removing_a_link_spares_what_it_points_to(tmp_path: Path) -> None:
    a_link(tmp_path / "key")
    assert safe_files.remove(str(tmp_path / "key"))
    assert (tmp_path / "elsewhere").read_bytes() == b"theirs"


def test_a_file_where_a_folder_belongs_is_named(tmp_path: Path) -> None:
    (tmp_path / "vault").touch(0o600)
    with pytest.raises(CompanionError, match="home_unusable"):
        safe_files.read_bytes(str(tmp_path / "vault" / "key"))
    with pytest.raises(CompanionError, match=r"storage_failed|home_unusable"):
        safe_files.write_bytes(str(tmp_path / "vault" / "key"), b"x")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "full"), safe_files.NO_SPACE),
        (OSError(errno.EDQUOT, "quota"), safe_files.NO_SPACE),
        (OSError(errno.EIO, "Input/output error"), "Input/output error"),
        (OSError(), "OSError"),
    ],
)
def test_a_write_that_fails_says_why_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, words: str
) -> None:
    def sync(_descriptor: int) -> None:
        raise error

    path = tmp_path / "file"
    safe_files.write_bytes(str(path), b"before")
    monkeypatch.setattr(os, "fsync", sync)
    with pytest.raises(CompanionError) as caught:
        safe_files.write_bytes(str(path), b"after")
    assert (caught.value.name, caught.value.data["detail"]) == ("storage_failed", words)
    assert safe_files.names(str(tmp_path)) == ["file"]
    assert path.read_bytes() == b"before"
    with pytest.raises(CompanionError) as caught:
        safe_files.remove(str(path))
    assert (caught.value.name, caught.value.data["detail"]) == ("storage_failed", words)


def test_a_folder_that_cannot_be_made_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def make(*_where: object, **_how: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(os, "makedirs", make)
    with pytest.raises(CompanionError) as caught:
        safe_files.make_folder(str(tmp_path / "vault"))
    assert (caught.value.name, caught.value.data["detail"]) == ("storage_failed", safe_files.READ_ONLY)


@pytest.mark.parametrize(
    "look",
    [
        safe_files.check_file,
        safe_files.check_folder,
        safe_files.make_folder,
        safe_files.read_bytes,
        safe_files.write_bytes,
        safe_files.names,
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, look: Callable[..., object]) -> None:
    (tmp_path / "vault").touch(0o600)
    with pytest.raises(CompanionError, match="home_unusable") as caught:
        look(str(tmp_path / "vault" / "key"), *[b"x"] * (look is safe_files.write_bytes))
    assert caught.value.data["detail"] == f"{tmp_path}/vault/key: Not a directory"


@pytest.mark.parametrize("step", ["open", "fstat", "read"])
@pytest.mark.parametrize(
    ("error", "words"),
    [(OSError(errno.EIO, "Input/output error"), "Input/output error"), (OSError(), "OSError")],
)
def test_a_file_that_the_disk_does_not_give_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: OSError, words: str
) -> None:
    def broken(*_arguments: object) -> None:
        raise error

    path = tmp_path / "file"
    path.touch(0o600)
    with monkeypatch.context() as disk:
        disk.setattr(os, step, broken)
        with pytest.raises(CompanionError, match="home_unusable") as caught:
            safe_files.read_bytes(str(path))
    assert caught.value.data["detail"] == f"{path}: {words}"


def test_a_folder_that_another_process_makes_meanwhile_is_looked_at_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = os.makedirs

    def second(path: str, mode: int = 0o777, exist_ok: bool = False) -> None:
        make(path)
        Path(path).chmod(0o755)
        make(path, mode, exist_ok)

    monkeypatch.setattr(os, "makedirs", second)
    safe_files.make_folder(str(tmp_path / "home"), private=False)
    with pytest.raises(CompanionError, match="storage_unsafe"):
        safe_files.make_folder(str(tmp_path / "vault"))


def test_what_is_planted_under_the_name_of_a_new_file_is_not_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can guess the name; a plant there shows that nothing depends on that alone."""
    (tmp_path / "precious").write_bytes(b"theirs")
    real = os.open

    def planted(path: str, flags: int, mode: int = 0o777) -> int:
        Path(path).symlink_to(tmp_path / "precious")
        return real(path, flags, mode)

    with monkeypatch.context() as attack:
        attack.setattr(os, "open", planted)
        with pytest.raises(CompanionError, match="storage_failed"):
            safe_files.write_bytes(str(tmp_path / "key"), b"x")
    assert (tmp_path / "precious").read_bytes() == b"theirs"
    assert safe_files.names(str(tmp_path)) == ["precious"]


@pytest.mark.skipif(os.name == "nt", reason="folders are not synced there")
def test_content_is_on_the_disk_before_its_name_and_the_name_before_the_return(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    sync, replace = os.fsync, os.replace

    def synced(descriptor: int) -> None:
        steps.append("sync folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "sync file")
        sync(descriptor)

    def replaced(source: str, target: str) -> None:
        steps.append("rename")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(file_rules_posix, "replace", replaced)
    safe_files.write_bytes(str(tmp_path / "file"), b"x")
    safe_files.remove(str(tmp_path / "file"))
    assert steps == ["sync file", "rename", "sync folder", "sync folder"]
