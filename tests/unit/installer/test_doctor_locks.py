"""What the doctor says where the data folder's locks fail: really failing ones, on real file systems."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from installer.checks.locks import stuck, unusable
from native_host.vault import locks
from tests.mounts import in_user_space, read_only

if TYPE_CHECKING:
    from collections.abc import Iterator

    from installer.findings import Finding
    from installer.site import Site

PROGRAMS = os.environ["PATH"]
ROOT = Path(__file__).parents[3]
HOLDER = """
import sys
from native_host.vault import locks
with locks.hold(sys.argv[1], "vault"):
    print("held", flush=True)
    sys.stdin.read()
"""
DOCTOR = """
import json, sys
from pathlib import Path
from installer.checks.locks import unusable
from installer.linux import Linux
from installer.site import Site
home = Path(sys.argv[1])
found = unusable(Site(Linux({"HOME": str(home)}), home, sys.executable))
print(json.dumps([[one.finding, one.cause, one.remedy] for one in found]))
"""


@pytest.fixture(autouse=True)
def _programs(user: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that mount and trace; `user` sees none."""
    monkeypatch.setenv("PATH", PROGRAMS)


@pytest.fixture
def home(site: Site) -> Path:
    site.home.mkdir(mode=0o700)
    return site.home


def told(site: Site) -> list[Finding]:
    return [*unusable(site), *stuck(site)]


def left(home: Path) -> list[str]:
    return sorted(str(path.relative_to(home)) for path in home.rglob("*"))


def test_locks_that_work_are_no_finding_and_nothing_is_left(site: Site, home: Path) -> None:
    assert told(site) == []
    assert left(home) == []
    with locks.hold(str(home), "vault"):
        before = left(home)
        assert told(site) == []
        assert left(home) == before


def test_without_a_data_folder_there_is_nothing_to_try(site: Site) -> None:
    assert told(site) == []
    assert not site.home.exists()


def test_in_user_space_they_work_too(site: Site, tmp_path: Path) -> None:
    with in_user_space(tmp_path / "below", site.home):
        assert told(site) == []


def test_a_folder_of_locks_that_nobody_can_write_to_is_named(site: Site, home: Path) -> None:
    (home / locks.FOLDER).mkdir(mode=0o700)
    with read_only(home / locks.FOLDER, home / locks.FOLDER):
        (finding,) = told(site)
    assert finding.finding == "The host cannot lock anything in its data folder."
    assert finding.cause.startswith(f"{home / locks.FOLDER}: ")
    assert "read-only" in finding.cause


@pytest.mark.parametrize("answer", ["ENOLCK", "EOPNOTSUPP", "ENOSYS"])
def test_a_file_system_without_locks_is_named(home: Path, answer: str) -> None:
    ((finding, cause, remedy),) = under_a_kernel_that(f"error={answer}", home)
    assert finding == "The host cannot lock anything in its data folder."
    assert "it has no locks" in cause
    assert "AUTOLAB_COMPANION_HOME" in remedy


def test_locks_that_everybody_gets_are_named(home: Path) -> None:
    ((finding, cause, _),) = under_a_kernel_that("retval=0", home)
    assert finding == "Locks in the data folder keep nobody out."
    assert "a second time" in cause


def under_a_kernel_that(does: str, home: Path) -> list[list[str]]:
    """What the doctor says where the kernel answers flock(2) like this, as it does on some network file systems."""
    tracer = ["strace", "-f", "-qq", "-o", os.devnull, "-e", "trace=flock", "-e", f"inject=flock:{does}"]
    if not shutil.which("strace") or subprocess.run([*tracer, "true"], check=False).returncode:
        pytest.skip("strace is missing, or may not trace: apt-get install strace")
    command = [*tracer, sys.executable, "-c", DOCTOR, str(home)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    found: list[list[str]] = json.loads(done.stdout)
    return found


@pytest.fixture
def holder(home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that holds the vault's lock."""
    command = [sys.executable, "-c", HOLDER, str(home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who holds a lock")
def test_a_stopped_process_that_holds_a_lock_is_named_and_one_that_runs_is_not(
    site: Site, home: Path, holder: subprocess.Popen[bytes]
) -> None:
    assert told(site) == []
    holder.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, holder.pid, os.WSTOPPED)
    (finding,) = told(site)
    assert finding.cause.startswith(f"Process {holder.pid} (python")
    assert str(home / locks.FOLDER / "vault.lock") in finding.cause
    assert f"kill -CONT {holder.pid}" in finding.remedy
    holder.send_signal(signal.SIGCONT)
    os.waitid(os.P_PID, holder.pid, os.WCONTINUED)
    assert told(site) == []
