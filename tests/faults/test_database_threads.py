"""A database that one thread closes while another uses it: in a process of its own, which a crash would end."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
import sys, threading
from native_host.storage.cache import Cache
from native_host.vault.vault import Vault

cache = Cache(sys.argv[1], Vault(sys.argv[1]))
cache.put("anne", "k", data=["word"] * 100, fetched_at=1)
closing = getattr(cache, sys.argv[2])
over = threading.Event()

def close_again_and_again():
    while not over.is_set():
        closing()

other = threading.Thread(target=close_again_and_again)
other.start()
try:
    for n in range(500):
        assert cache.get("anne", "k").data[0] == "word"
        cache.put("anne", f"k{n % 3}", data=n, fetched_at=n)
finally:
    over.set()
    other.join()
"""


@pytest.mark.parametrize("closing", ["close", "leave_wal_if_shared"])
def test_a_file_closed_by_another_thread_is_opened_again(tmp_path: Path, closing: str) -> None:
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "home"), closing]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert (ended.returncode, ended.stderr) == (0, "")
