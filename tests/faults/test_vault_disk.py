"""Full, read-only and limited disks: said in the catalogue's words, the old state kept, and well again afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from native_host.vault import key_management
from native_host.vault.vault import Vault
from native_host.wire.errors import CompanionError
from tests.mounts import fill, small_disk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

OLD, NEW = {"token": "old"}, {"token": "new " * 500}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 64 KiB."""
    with small_disk(tmp_path / "disk", "64k") as where:
        yield where


def snapshot(home: Path) -> dict[Path, bytes]:
    return {
        path: path.read_bytes() for path in home.rglob("*") if path.is_file() and "locks" not in path.parts
    }


@pytest.mark.parametrize(
    "change",
    [
        lambda vault: vault.write("a", NEW),
        lambda vault: vault.write("new", NEW),
        key_management.rekey,
        lambda vault: key_management.move_key(vault, "passphrase", "correct horse"),
    ],
)
def test_a_full_disk_keeps_the_old_state(disk: Path, change: Callable[[Vault], object]) -> None:
    home = disk / "home"
    vault = Vault(str(home))
    vault.write("a", OLD)
    before = snapshot(home)
    filler = fill(disk)
    with pytest.raises(CompanionError, match="no space is left") as refused:
        change(vault)
    assert refused.value.name == "storage_failed"
    assert snapshot(home) == before
    assert Vault(str(home)).read("a") == OLD
    filler.unlink()
    change(Vault(str(home)))


def test_a_first_use_on_a_full_disk_can_be_repeated(disk: Path) -> None:
    filler = fill(disk)
    vault = Vault(str(disk / "home"))
    with pytest.raises(CompanionError, match="storage_failed"):
        vault.write("a", OLD)
    filler.unlink()
    vault.write("a", OLD)
    assert Vault(str(disk / "home")).read("a") == OLD


def test_a_full_disk_can_be_erased_and_deleted_from(disk: Path) -> None:
    vault = Vault(str(disk / "home"))
    vault.write("a", OLD)
    vault.write("b", OLD)
    fill(disk)
    vault.delete("a")
    assert vault.records() == ["b"]
    key_management.erase(vault)
    assert vault.status()["state"] == "empty"


def test_a_read_only_disk_can_be_read(disk: Path) -> None:
    home = disk / "home"
    vault = Vault(str(home))
    vault.write("a", OLD)
    box = vault.seal("row", b"plain")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    vault = Vault(str(home))
    assert vault.read("a") == OLD
    assert vault.records() == ["a"]
    assert vault.unseal("row", box) == b"plain"
    assert vault.status()["state"] == "open"
    for change in (
        lambda: vault.write("a", NEW),
        lambda: vault.delete("a"),
        lambda: key_management.rekey(vault),
        lambda: key_management.erase(vault),
    ):
        with pytest.raises(CompanionError, match=r"[Rr]ead-only") as refused:
            change()
        assert refused.value.name == "storage_failed"
    assert vault.read("a") == OLD


def test_a_first_use_on_a_read_only_disk_says_so(disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    vault = Vault(str(disk / "home"))
    assert vault.read("a") is None
    with pytest.raises(CompanionError, match="storage_failed"):
        vault.write("a", OLD)


LIMITED = """
import resource, signal, sys
from native_host.vault.vault import Vault
from native_host.wire.errors import CompanionError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    Vault(sys.argv[1]).write("a", {"token": "new " * 500})
except CompanionError as error:
    print(error.name)
"""


@pytest.mark.skipif(os.name == "nt", reason="no such limit there")
def test_a_write_cut_short_keeps_the_old_value(companion_home: Path) -> None:
    vault = Vault(str(companion_home))
    vault.write("a", OLD)
    before = snapshot(companion_home)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(companion_home)], check=True, capture_output=True
    )
    assert done.stdout == b"storage_failed\n"
    assert snapshot(companion_home) == before
    assert vault.read("a") == OLD


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_says_so(companion_home: Path) -> None:
    vault = Vault(str(companion_home))
    vault.write("a", OLD)
    (companion_home / "vault").chmod(0o500)
    with pytest.raises(CompanionError, match="storage_failed"):
        vault.write("a", NEW)
    assert vault.read("a") == OLD
