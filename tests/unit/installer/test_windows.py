"""Windows on any system: the registry is a dictionary."""

from __future__ import annotations

import ntpath
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from installer.changes import Changes
from installer.checks.machine_wide import faulty
from installer.commands.install import _command_folder
from installer.install import install, switch
from installer.manifest import Verdict
from installer.program import versions
from installer.record import Record
from installer.site import Site
from installer.uninstall import uninstall
from installer.windows import AllOfWindows, Windows
from native_host.wire.errors import CompanionError

if TYPE_CHECKING:
    from pathlib import Path

CHROME = r"SOFTWARE\Google\Chrome\NativeMessagingHosts"
MOZILLA = r"SOFTWARE\Mozilla\NativeMessagingHosts"


class FakeRegistry:
    def __init__(self) -> None:
        self.keys: dict[str, str | None] = {}
        self.named: dict[tuple[str, bool], dict[str, Any]] = {}

    def read(self, key: str) -> str | None:
        return self.keys.get(key)

    def write(self, key: str, value: str) -> None:
        parent = ntpath.dirname(key)
        while parent:
            self.keys.setdefault(parent, None)
            parent = ntpath.dirname(parent)
        self.keys[key] = value

    def delete(self, key: str) -> None:
        assert not any(other.startswith(key + "\\") for other in self.keys), (
            "Windows refuses keys with subkeys"
        )
        del self.keys[key]

    def is_empty(self, key: str) -> bool:
        return (
            key in self.keys
            and self.keys[key] is None
            and not any(k.startswith(key + "\\") for k in self.keys)
        )

    def values(self, key: str, *, machine: bool) -> dict[str, Any]:
        return self.named.get((key, machine), {})

    @property
    def manifests(self) -> dict[str, str]:
        return {key: value for key, value in self.keys.items() if value is not None}


@pytest.fixture
def registry() -> FakeRegistry:
    return FakeRegistry()


@pytest.fixture
def windows(tmp_path: Path, companion_home: Path, registry: FakeRegistry) -> Site:
    local = tmp_path / "AppData Local"
    (local / "Google/Chrome").mkdir(parents=True)
    (tmp_path / "Roaming/Mozilla/Firefox").mkdir(parents=True)
    interpreter = tmp_path / "Scripts/python"
    interpreter.parent.mkdir()
    interpreter.symlink_to(sys.executable)
    (interpreter.parent / "autolab-companion-host.exe").write_bytes(b"MZ")
    environ = {
        "LOCALAPPDATA": str(local),
        "APPDATA": str(tmp_path / "Roaming"),
        "PROGRAMFILES": str(tmp_path / "Programs"),
    }
    return Site(Windows(environ, registry, str(interpreter)), companion_home, sys.executable)


def test_each_key_names_its_familys_file(windows: Site, registry: FakeRegistry) -> None:
    install(windows, windows.expected())
    assert registry.manifests == {
        rf"{CHROME}\autolab_companion": str(windows.home / "manifests/chromium.json"),
        rf"{MOZILLA}\autolab_companion": str(windows.home / "manifests/gecko.json"),
    }
    assert b"autolab-companion-host.exe" in (windows.home / "manifests/gecko.json").read_bytes()


def test_uninstall_leaves_neither_key_nor_file(windows: Site, registry: FakeRegistry) -> None:
    install(windows, windows.expected())
    install(windows, windows.expected())
    uninstall(windows)
    assert registry.manifests == {}
    assert CHROME not in registry.keys
    assert not windows.home.exists()


def test_uninstall_spares_other_programs_keys(windows: Site, registry: FakeRegistry) -> None:
    registry.write(rf"{CHROME}\com.example", r"C:\other.json")
    install(windows, windows.expected())
    uninstall(windows)
    assert registry.manifests == {rf"{CHROME}\com.example": r"C:\other.json"}


def test_a_foreign_key_needs_force_and_comes_back(
    windows: Site, registry: FakeRegistry, tmp_path: Path
) -> None:
    other = tmp_path / "other.json"
    other.write_text('{"description": "Something else"}')
    registry.write(rf"{CHROME}\autolab_companion", str(other))
    install(windows, windows.expected())
    assert registry.manifests[rf"{CHROME}\autolab_companion"] == str(other)
    install(windows, windows.expected(), force=True)
    assert windows.verdict(next(iter(windows.expected()))) is Verdict.CURRENT
    uninstall(windows)
    assert registry.manifests == {rf"{CHROME}\autolab_companion": str(other)}
    assert other.exists()


def test_failure_half_way_puts_the_registry_back(windows: Site, registry: FakeRegistry) -> None:
    (windows.home / "install.json").mkdir(parents=True)  # the record is written last
    with pytest.raises(CompanionError):
        install(windows, windows.expected())
    assert registry.manifests == {}


def test_a_missing_exe_is_said(windows: Site) -> None:
    windows.launcher.unlink()
    with pytest.raises(CompanionError, match=r"autolab-companion-host\.exe"):
        install(windows, windows.expected())


@pytest.fixture
def everybody(windows: Site, tmp_path: Path, registry: FakeRegistry) -> Site:
    """All users of this Windows; the program lies where none of them may write."""
    program = tmp_path / "Programs/autolab-companion"
    scripts = program / "program/1-abc/Scripts"
    scripts.mkdir(parents=True)
    interpreter = scripts.parent / "python.exe"
    interpreter.symlink_to(sys.executable)
    (scripts / "autolab-companion-host.exe").write_bytes(b"MZ")
    (scripts / "autolab-companion-host.exe").chmod(0o755)
    system = AllOfWindows({"LOCALAPPDATA": "", "APPDATA": ""}, registry, str(interpreter))
    return replace(windows, system=system, home=program, interpreter=sys.executable, shared=True)


def test_for_all_users_and_back(windows: Site, everybody: Site, registry: FakeRegistry) -> None:
    """The keys are the machine's, each user has nothing to do, and uninstalling leaves neither key nor file."""
    places = everybody.places_of(everybody.browsers_here())
    outcomes = install(everybody, places)
    assert {one.before for one in outcomes} == {Verdict.MISSING}
    assert registry.manifests[rf"HKEY_LOCAL_MACHINE\{CHROME}\autolab_companion"] == str(
        everybody.home / "manifests/chromium.json"
    )
    assert all(key.startswith("HKEY_LOCAL_MACHINE") for key in registry.manifests)
    assert all(place.words == place.key for place in places)
    assert windows.served_here() == {"Google Chrome": everybody.launcher, "Firefox": everybody.launcher}
    assert windows.expected() == {}
    removed = uninstall(everybody)
    assert not removed.failed
    assert registry.manifests == {}
    assert not (everybody.home / "manifests").exists()
    assert windows.served_here() == {}


def test_a_users_own_key_comes_before_the_machines(
    windows: Site, everybody: Site, registry: FakeRegistry
) -> None:
    install(everybody, everybody.places_of(everybody.browsers_here()))
    chrome = next(one for one in windows.browsers_here() if one.key == "chrome")
    install(windows, windows.places_of([chrome]))
    assert windows.served_here() == {"Firefox": everybody.launcher}
    (windows.home / "manifests/chromium.json").write_text("Not Found")
    assert not windows.served(chrome)
    uninstall(windows)
    assert windows.served(chrome) == everybody.launcher
    assert all(key.startswith("HKEY_LOCAL_MACHINE") for key in registry.manifests), "the machine's stay"


def test_a_machines_key_that_serves_nobody_is_named_with_the_way_that_windows_has(
    windows: Site, everybody: Site
) -> None:
    install(everybody, everybody.places_of(everybody.browsers_here()))
    (everybody.home / "manifests/chromium.json").unlink()
    (everybody.home / "manifests/gecko.json").write_text("{}")
    (finding,) = faulty(windows)
    assert finding.cause.startswith(str(everybody.home / "manifests/gecko.json"))
    assert "sudo" not in finding.remedy
    assert "`autolab-companion install --system --force`" in finding.remedy


def test_a_program_in_a_users_own_folder_is_for_nobody_else(
    everybody: Site, registry: FakeRegistry, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(CompanionError, match="a user's own folder"):
        install(everybody, everybody.places_of(everybody.browsers_here()))
    assert registry.manifests == {}


def test_the_program_of_the_exe_gets_no_link_and_no_script(
    windows: Site, everybody: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link takes rights that few have on Windows; its command is an .exe beside the program."""
    of_the_exe = replace(
        windows,
        home=everybody.home,
        interpreter=str(everybody.launcher.parent.parent / "python.exe"),
        system=Windows({"LOCALAPPDATA": "", "APPDATA": ""}, FakeRegistry(), str(everybody.launcher)),
    )
    assert versions.of(of_the_exe.home, of_the_exe.interpreter)
    assert _command_folder(of_the_exe) is None
    monkeypatch.setattr("installer.install.bring", lambda *_: None)  # the program here is but its outline
    with Changes() as changes:
        switch(replace(of_the_exe, system=everybody.system), Record(), changes)
    assert not (of_the_exe.home / "bin").exists()


@pytest.mark.parametrize("machine", [True, False])
def test_policies_are_read_from_both_hives(windows: Site, registry: FakeRegistry, machine: bool) -> None:
    key = r"SOFTWARE\Policies\Google\Chrome"
    registry.named[key, machine] = {"NativeMessagingUserLevelHosts": 0}
    registry.named[rf"{key}\NativeMessagingBlocklist", machine] = {"1": "*", "2": "com.example"}
    chrome = next(browser for browser in windows.browsers_here() if browser.key == "chrome")
    assert windows.system.policies(chrome) == {
        "NativeMessagingUserLevelHosts": 0,
        "NativeMessagingBlocklist": ["*", "com.example"],
    }
