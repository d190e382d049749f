"""What each release has written is opened, shown whole, and written on by this one.

`tests/released/VERSION/CUSTODY.tar.gz` is a data folder that the host of that release has left: a student of the
sandbox signed in, looked at courses and badges, and handed in; CUSTODY.json is what that host then told.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest

from native_host.vault.vault import Vault
from tests.host import HostError, HostProcess

RELEASED = Path(__file__).parents[1] / "released"
FOLDERS = sorted(RELEASED.glob("*/*.tar.gz"))
PASSPHRASE = "synthetic passphrase"
COMMAND = Path(sys.executable).with_name("autolab-companion")
SAME = (
    "receipt",
    "server",
    "account",
    "course",
    "assessment",
    "filename",
    "size",
    "sha256",
    "sent_at",
    "version",
)


@pytest.fixture(params=FOLDERS, ids=lambda path: f"{path.parent.name} {path.name.removesuffix('.tar.gz')}")
def told(request: pytest.FixtureRequest, companion_home: Path) -> dict[str, Any]:
    """The data folder is that of the release; what it told."""
    packed: Path = request.param
    companion_home.mkdir(mode=0o700)
    with tarfile.open(packed) as archive:
        archive.extractall(companion_home, filter="fully_trusted")  # noqa: S202 - ours, with the modes it had
    value: dict[str, Any] = json.loads(Path(str(packed).replace(".tar.gz", ".json")).read_bytes())
    return {**value, "custody": packed.name.removesuffix(".tar.gz")}


def opened(home: Path, custody: str) -> HostProcess:
    host = HostProcess(home)
    host.hello()
    if custody == "passphrase":
        with pytest.raises(HostError, check=lambda error: error.name == "vault_locked"):
            host.request("servers.list")
        host.request("vault.unlock", {"passphrase": PASSPHRASE})
    return host


def test_there_is_one_of_each_custody() -> None:
    assert {path.name.removesuffix(".tar.gz") for path in FOLDERS} == {"keyfile", "passphrase"}


def test_all_of_it_is_there_and_stays(told: dict[str, Any], companion_home: Path) -> None:
    for _ in range(2):  # as it was left, and as this version has left it
        with opened(companion_home, told["custody"]) as host:
            (receipt,) = host.request("receipts.list")["receipts"]
            assert {name: receipt[name] for name in SAME} == {name: told["receipt"][name] for name in SAME}
            assert receipt["settled"] is True
            (server,) = host.request("servers.list")["servers"]
            assert server["server"] == told["server"]
            (session,) = host.request("sessions.list")["sessions"]
            assert session["account"]["email"] == told["receipt"]["account"], "still signed in"
            courses = host.request("courses", {"server": told["server"]})
            assert [course["name"] for course in courses["data"]] == told["courses"]


def test_the_doctor_and_the_command_are_content_with_it(told: dict[str, Any], companion_home: Path) -> None:
    if told["custody"] == "passphrase":
        return
    listed = subprocess.run([COMMAND, "receipts", "verify"], capture_output=True, text=True, check=False)
    assert (listed.returncode, listed.stderr) == (0, "")
    assert Vault(str(companion_home)).status()["state"] == "open"
    exported = companion_home.parent / "receipts.json"
    subprocess.run([COMMAND, "receipts", "export", exported], check=True, capture_output=True)
    shutil.rmtree(companion_home)
    subprocess.run([COMMAND, "receipts", "import", exported], check=True, capture_output=True)
    with HostProcess(companion_home) as host:
        host.hello()
        assert [one["receipt"] for one in host.request("receipts.list")["receipts"]] == [
            told["receipt"]["receipt"]
        ]
