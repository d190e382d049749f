"""The keychain against a real Secret Service, and where there is none."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from installer import doctor
from installer.checks.keychain import keeper
from installer.findings import PROBLEM
from installer.linux import Linux
from installer.site import Site
from native_host.vault import backends, first_key
from native_host.vault.backends import keychain
from native_host.vault.key_metadata import KeyMetadata
from native_host.vault.vault import Vault
from native_host.wire.errors import CompanionError

if TYPE_CHECKING:
    from collections.abc import Iterator

NEEDED = ("dbus-run-session", "gnome-keyring-daemon")
PROMPTER = Path("/usr/libexec/gcr-prompter")
IN_SESSION = """
printf pw | gnome-keyring-daemon --unlock --components=secrets >&2 || exit 70
exec "$@"
"""


def test_custody_in_a_real_secret_service(tmp_path: Path) -> None:
    missing = [program for program in NEEDED if not shutil.which(program)]
    if missing:
        advice = (
            f"{' and '.join(missing)} missing: apt-get install --no-install-recommends gnome-keyring dbus"
        )
        if os.environ.get("CI"):
            pytest.fail(advice)
        pytest.skip(advice)
    in_session("keychain_session.py", tmp_path, {})


def test_one_window_of_the_real_prompter(tmp_path: Path) -> None:
    missing = [program for program in (*NEEDED, "Xvfb", "xdotool") if not shutil.which(program)]
    if missing or not PROMPTER.exists():
        pytest.skip("a display and a prompter are missing: apt-get install gnome-keyring gcr xvfb xdotool")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "800x600x24"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as display:
        try:
            os.close(write)
            with os.fdopen(read) as number:
                in_session("prompter_session.py", tmp_path, {"DISPLAY": f":{number.readline().strip()}"})
        finally:
            display.terminate()


def in_session(tests: str, folder: Path, environment: dict[str, str]) -> None:
    """Run a file of tests in a session of its own, with an unlocked keyring that lands in `folder`."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("XDG_DATA", "PYTEST_", "DISPLAY"))
    }
    # keyring and hosts leave their connections to the garbage collector.
    unclosed = "ignore:unclosed <socket:ResourceWarning"
    options = ["-q", "-p", "no:cacheprovider", "-W", unclosed, str(Path(__file__).with_name(tests))]
    done = subprocess.run(
        [
            "dbus-run-session",
            "--",
            "bash",
            "-c",
            IN_SESSION,
            "session",
            sys.executable,
            "-m",
            "pytest",
            *options,
        ],
        env={**inherited, "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), **environment},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "skipped" not in done.stdout


@pytest.fixture
def no_keychain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A session without D-Bus, as over ssh."""
    monkeypatch.delenv("AUTOLAB_COMPANION_CUSTODY", raising=False)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'nobody'}")


@pytest.mark.usefixtures("no_keychain")
def test_without_a_keychain_a_new_vault_takes_the_key_file(home: Path) -> None:
    Vault(str(home)).write("a", {"n": 1})
    assert Vault(str(home)).status() == {"custody": "keyfile", "state": "open", "records": 1}


@pytest.mark.usefixtures("no_keychain")
def test_without_a_keychain_the_chosen_keychain_is_an_error(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTOLAB_COMPANION_CUSTODY", "keychain")
    with pytest.raises(CompanionError, match="keychain_unavailable") as refused:
        Vault(str(home)).write("a", {"n": 1})
    assert "move-key" in refused.value.as_json()["data"]["remedy"]
    assert not list((home / "vault").iterdir())


@pytest.mark.usefixtures("no_keychain")
@pytest.mark.parametrize("configured", ["keyring.backends.null.Keyring", "keyring.backends.fail.Keyring"])
def test_a_configured_stand_in_never_gets_the_key(
    home: Path, monkeypatch: pytest.MonkeyPatch, configured: str
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", configured)
    Vault(str(home)).write("a", {"n": 1})
    assert Vault(str(home)).status()["custody"] == "keyfile"


@pytest.fixture
def mute_bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A session bus that accepts connections and never answers."""
    with socket.socket(socket.AF_UNIX) as bus:
        bus.bind(str(tmp_path / "bus"))
        bus.listen()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'bus'}")
        yield


@pytest.mark.usefixtures("mute_bus")
def test_the_doctor_waits_for_no_keychain(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keychain, "ANSWER_SECONDS", 0.5)
    KeyMetadata(backends.KEYCHAIN, "vault").write(made(home))
    site = Site(Linux({"HOME": str(home), "PATH": ""}, home / "root"), home, sys.executable)
    begun = time.monotonic()
    found = doctor.examine(site)
    assert time.monotonic() - begun < 2, "it was asked once"
    (finding,) = [one.finding for one in found if one.check == "keychain"]
    assert finding.level == PROBLEM
    assert "did not answer in time" in finding.cause


@pytest.mark.usefixtures("no_keychain")
def test_the_doctor_names_a_session_without_a_keychain(home: Path) -> None:
    KeyMetadata(backends.KEYCHAIN, "vault").write(made(home))
    (finding,) = keeper(Site(Linux({"HOME": str(home)}), home, sys.executable))
    assert "this session has none" in finding.cause


def made(home: Path) -> str:
    """The folder of a vault."""
    folder = home / "vault"
    folder.mkdir(mode=0o700, parents=True)
    home.chmod(0o700)
    return str(folder)


@pytest.mark.usefixtures("mute_bus")
def test_a_keychain_that_never_answers_is_given_up(home: Path) -> None:
    with pytest.raises(CompanionError, match="did not answer in time"):
        keychain.Keychain("vault", str(home), seconds=0.5).load()


@pytest.mark.usefixtures("mute_bus")
def test_a_new_vault_does_not_wait_long_for_a_keychain_that_never_answers(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AUTOLAB_COMPANION_CUSTODY")
    monkeypatch.setattr(first_key, "PROBE_SECONDS", 0.3)
    monkeypatch.setattr(keychain, "ANSWER_SECONDS", 3600.0)
    before = threading.enumerate()
    Vault(str(home)).write("a", {"n": 1})
    assert Vault(str(home)).status()["custody"] == "keyfile"
    assert len(set(threading.enumerate()) - set(before)) == 1, "it is asked once"
