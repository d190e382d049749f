"""The host's log: off unless switched on, and then nothing in it but numbers and names of this program's own."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from native_host import log
from native_host.wire.errors import CompanionError
from tests.host import HostError, HostProcess

LINE = re.compile(
    r"\d{4}-\d\d-\d\dT[\d:.]{12}\+00:00 \d+ "
    r"(started [\d.]+|request \d+ [\w.]+|request [\d?]+ \?|error [\d?]+ \w+|reply \d+)"
)
COMMAND = Path(sys.executable).with_name("autolab-companion")


def logs(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([COMMAND, "logs", *words], capture_output=True, text=True, check=False)


def use(home: Path) -> None:
    """Requests that are answered, refused and unknown, with secrets in all of them."""
    with HostProcess(home) as host:
        host.hello()
        host.request("servers.list")
        for method, params in (
            ("courses", {"server": "https://secret.example"}),
            ("secret.operation", {"token": "secret"}),
            ("server.remove", {"server": "https://secret.example"}),
        ):
            with pytest.raises(HostError):
                host.request(method, params)


def test_it_is_off(companion_home: Path) -> None:
    use(companion_home)
    assert not (companion_home / log.FOLDER).exists()
    assert logs().returncode == 1


def test_it_names_what_happened_and_nothing_else(companion_home: Path) -> None:
    assert logs("on").returncode == 0
    use(companion_home)
    told = logs()
    assert (told.returncode, told.stderr) == (0, "")
    lines = told.stdout.splitlines()
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    happened = [line.split(" ", 2)[2] for line in lines]
    assert "request 2 servers.list" in happened
    assert "error 3 server_unknown" in happened
    assert "request 4 ?" in happened
    assert "error 4 operation_unknown" in happened
    assert "secret" not in told.stdout
    assert logs("off").returncode == 0
    assert not (companion_home / log.FOLDER).exists()


def test_it_rotates_and_what_cannot_be_written_is_dropped(
    companion_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logs("on")
    monkeypatch.setattr(log, "LIMIT", 1000)
    book = log.Log(str(companion_home))
    for number in range(100):
        book.ended(number, CompanionError("cancelled"))
    folder = companion_home / log.FOLDER
    sizes = {file.name: file.stat().st_size for file in folder.iterdir()}
    assert set(sizes) == {log.FILE, f"{log.FILE}.1"}
    assert max(sizes.values()) < 1100
    (folder / log.FILE).unlink()
    book.ended(1, None)
    assert (folder / log.FILE).exists() is False
