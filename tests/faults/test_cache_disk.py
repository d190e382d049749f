"""The cache on a disk that is full or limited: answers stay in memory, and it works again afterwards."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from native_host.storage.cache import Cache
from native_host.vault.vault import Vault
from native_host.wire.identifiers import AccountKey
from tests.mounts import fill, small_disk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ANNE = AccountKey("https://autolab.example.edu anne@example.edu")
LIMITED = """
import resource, sys
from native_host.storage.cache import Cache
from native_host.vault.vault import Vault
from tests.mounts import fill, small_disk
cache = Cache(sys.argv[1], Vault(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
for n in range(60):
    cache.put("anne", f"k{n}", data="x" * 9000, fetched_at=n)
assert cache.get("anne", "k0").fetched_at == 0
assert Cache(sys.argv[1], Vault(sys.argv[1])).get("anne", "k59") is None
assert cache.get("anne", "k59").fetched_at == 59, "known as long as the process lives"
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
cache.put("anne", "k59", data="x", fetched_at=59)
assert cache.get("anne", "k59").data == "x"
"""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 256 KiB."""
    with small_disk(tmp_path / "disk") as where:
        yield where


def test_a_full_disk_costs_the_memory_but_no_answer(disk: Path) -> None:
    with closing(Cache(str(disk), Vault(str(disk)))) as cache:
        cache.put(ANNE, "kept", data=[1], fetched_at=1)
        filler = fill(disk)
        for number in range(5):
            cache.put(ANNE, f"k{number}", data="x" * 20_000, fetched_at=1)
        kept = cache.get(ANNE, "kept")
        assert kept is not None
        assert kept.data == [1]
        assert all(cache.get(ANNE, f"k{number}") for number in range(5))
        filler.unlink()
        cache.put(ANNE, "later", data=[2], fetched_at=1)
        assert cache.get(ANNE, "later") is not None


def test_a_disk_full_from_the_start_is_no_error(disk: Path) -> None:
    vault = Vault(str(disk))
    vault.seal("first use", b"")
    (disk / "filler").write_bytes(bytes(200_000))
    with closing(Cache(str(disk), vault)) as cache:
        for _ in range(3):
            cache.put(ANNE, "k", data="x" * 60_000, fetched_at=1)
            assert cache.get(ANNE, "k") is not None
            with closing(Cache(str(disk), vault)) as other:
                assert other.get(ANNE, "k") is None


def test_a_limit_on_file_sizes_is_survived(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
