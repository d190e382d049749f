"""Locks exclude threads and processes, and die with their holder."""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from native_host.wire.errors import CompanionError

if TYPE_CHECKING:
    from pathlib import Path

    from native_host.vault.vault import Vault

HOLDER = """
import sys
from native_host.vault.vault import Vault
with Vault(sys.argv[1]).lock(sys.argv[2]):
    print("held", flush=True)
    sys.stdin.read()
"""


def start_holder(home: Path, name: str) -> subprocess.Popen[bytes]:
    """A process that holds the lock until its input ends."""
    command = [sys.executable, "-c", HOLDER, str(home), name]
    holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    return holder


def busy(vault: Vault, name: str) -> bool:
    try:
        with vault.lock(name, timeout=0):
            return False
    except CompanionError as error:
        return error.name == "vault_busy"


def test_another_process_is_excluded_until_it_lets_go(home: Path, vault: Vault) -> None:
    with start_holder(home, "refresh a") as holder:
        assert busy(vault, "refresh a")
        assert not busy(vault, "refresh b")
        assert holder.stdin is not None
        holder.stdin.close()
        with vault.lock("refresh a", timeout=30):
            pass
    assert holder.returncode == 0


def test_a_killed_holder_holds_nothing(home: Path, vault: Vault) -> None:
    with start_holder(home, "refresh a") as holder:
        assert busy(vault, "refresh a")
        holder.kill()
        with vault.lock("refresh a", timeout=30):
            pass


def test_threads_exclude_each_other(vault: Vault) -> None:
    inside = overlaps = 0

    def work() -> None:
        nonlocal inside, overlaps
        for _ in range(20):
            with vault.lock("refresh a"):
                inside += 1
                overlaps += inside > 1
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert overlaps == 0


def test_a_failure_inside_lets_go(vault: Vault) -> None:
    with pytest.raises(RuntimeError), vault.lock("refresh a"):
        raise RuntimeError
    assert not busy(vault, "refresh a")


def test_file_names_do_not_tell_what_is_locked(home: Path, vault: Vault) -> None:
    with vault.lock("refresh https://autolab.example.edu"):
        names = [path.name for path in home.rglob("*")]
    assert not any("autolab" in name or "refresh" in name for name in names)


def test_a_file_system_without_locks_is_refused(
    home: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.write("session:a", {"n": 1})

    def flock(_descriptor: int, _operation: int) -> None:  # as the kernel answers there
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))

    monkeypatch.setattr(fcntl, "flock", flock)
    with pytest.raises(CompanionError, match="no locks"), vault.lock("refresh a"):
        pass
    assert vault.read("session:a") == {"n": 1}


def test_records_can_be_written_under_a_lock(vault: Vault) -> None:
    with vault.lock("refresh a"):
        vault.write("session:a", {"n": 1})
    assert vault.read("session:a") == {"n": 1}


def test_nobody_waits_who_does_not_want_to(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    with vault.lock("sign-in"):
        monkeypatch.setattr(time, "sleep", lambda _seconds: pytest.fail("it waits"))
        vault.discard_lock("sign-in")
        assert busy(vault, "sign-in")
