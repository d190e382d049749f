"""Broken in many ways, one at a time: the doctor names the true cause each time, and has a next step.

All of them run in `make soak`; every sixth is in `make test`.
"""

from __future__ import annotations

import json
import shlex
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from installer import doctor
from installer.browsers import CHROMIUM, LINUX_WIDE
from installer.checks.extension import UNPACKED_OFF
from installer.checks.extension_version import UNPACKED
from installer.findings import NOTE
from installer.install import install
from installer.launcher import HOST, script
from installer.manifest import FILE_NAME, manifest
from native_host.identity import CHROMIUM_EXTENSION_IDS
from native_host.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from installer.site import Site


@dataclass(frozen=True, slots=True)
class Machine:
    """A user's machine on which the companion is installed."""

    site: Site
    user: Path
    root: Path
    patch: pytest.MonkeyPatch

    @property
    def manifest(self) -> Path:
        """Chromium's."""
        return next(iter(self.site.expected())).file

    def write(self, path: str, content: object) -> None:
        """A file below the machine's root, with its folders; JSON unless it is text."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content if isinstance(content, str) else json.dumps(content))

    def vault(self) -> Path:
        """The folder of a vault that holds something."""
        Vault(str(self.site.home)).write("session:x", {"token": "t"})
        return self.site.home / "vault"

    def linked(self, path: Path) -> None:
        """A link in its place, to a folder with the same content."""
        moved = path.with_name("moved")
        if path.exists():
            path.rename(moved)
        else:
            moved.mkdir()
        path.symlink_to(moved)

    def managed(self, **policies: Any) -> None:
        """An administrator's policies for Chromium."""
        self.write("etc/chromium/policies/managed/x.json", policies)

    def program(self, code: str) -> None:
        """The launcher starts an interpreter of which only this is left."""
        broken = self.user / "python"
        broken.write_text(f"#!/bin/sh\n{code}\n")
        broken.chmod(0o700)
        self.site.launcher.write_bytes(script(str(broken), self.site.home))


def set_json(file: Path, **members: object) -> None:
    file.write_text(json.dumps({**json.loads(file.read_bytes()), **members}))


def database(machine: Machine, name: str, content: bytes | None, mode: int) -> None:
    machine.vault()
    file = machine.site.home / name
    if content is None:
        with closing(sqlite3.connect(file)) as made:
            made.execute("CREATE TABLE t (x)")
    else:
        file.write_bytes(content)
    file.chmod(mode)


def developer_mode_off(machine: Machine) -> None:
    profile = machine.user / ".config/chromium/Default"
    profile.mkdir()
    settings = {CHROMIUM_EXTENSION_IDS[0]: {"disable_reasons": UNPACKED_OFF}}
    value = {"extensions": {"ui": {"developer_mode": False}, "settings": settings}}
    (profile / "Preferences").write_text(json.dumps(value))


def unpacked(machine: Machine, version: str | None) -> None:
    """A profile that has loaded the extension from a folder; None: which is gone."""
    profile = machine.user / ".config/chromium/Default"
    profile.mkdir()
    folder = machine.user / "Downloads/extension"
    entry = {"location": UNPACKED, "path": str(folder)}
    value = {"extensions": {"ui": {"developer_mode": True}, "settings": {CHROMIUM_EXTENSION_IDS[0]: entry}}}
    (profile / "Preferences").write_text(json.dumps(value))
    if version:
        machine.write(str(folder / "manifest.json"), {"version": version})


def shared_manifest(machine: Machine, **members: object) -> None:
    """An administrator's, in place of Chromium's own."""
    machine.manifest.unlink()
    value = json.loads(manifest(CHROMIUM, machine.site.launcher))
    machine.write(f"{LINUX_WIDE['chromium'][0][1:]}/{FILE_NAME}", {**value, **members})


def shared_garbage(machine: Machine) -> None:
    shared_manifest(machine)
    machine.write(f"{LINUX_WIDE['chromium'][0][1:]}/{FILE_NAME}", "Not Found")


def former_launcher(machine: Machine) -> None:
    launcher = machine.site.launcher
    launcher.write_text(launcher.read_text().replace(shlex.join(HOST), "-I -m native_host"))


def open_spool(machine: Machine) -> None:
    (machine.site.home / "spool").mkdir()
    (machine.site.home / "spool").chmod(0o755)


BLOCKED = {"installation_mode": "blocked"}
WAYS: dict[str, tuple[Callable[[Machine], object], str, str]] = {
    "the launcher is gone": (lambda m: m.site.launcher.unlink(), "launcher-missing", "is missing"),
    "the launcher may not be run": (lambda m: m.site.launcher.chmod(0o600), "launcher-mode", "0600"),
    "others may change the launcher": (lambda m: m.site.launcher.chmod(0o777), "launcher-mode", "0777"),
    "Python was upgraded": (lambda m: m.site.launcher.write_bytes(script("/gone/python3.11", m.site.home)), "launcher-interpreter", "/gone/python3.11 has moved or was removed"),
    "the launcher was edited": (lambda m: m.site.launcher.write_text("#!/bin/sh\n"), "launcher-interpreter", "changed by hand or damaged"),
    "the launcher is of 0.1.0": (former_launcher, "launcher-interpreter", "version 0.1.0"),
    "the program crashes": (lambda m: m.program("echo ImportError: no such thing >&2; exit 3"), "host", "code 3: ImportError: no such thing"),
    "the program says nonsense": (lambda m: m.program("echo hello"), "host", "it ended with code 0"),
    "a manifest is gone": (lambda m: m.manifest.unlink(), "manifest-missing", FILE_NAME),
    "a manifest is garbage": (lambda m: m.manifest.write_text("Not Found"), "manifest-broken", FILE_NAME),
    "a manifest names what is gone": (lambda m: set_json(m.manifest, path="/gone/host"), "manifest-stale", FILE_NAME),
    "a manifest serves another extension": (lambda m: set_json(m.manifest, allowed_origins=[]), "manifest-stale", FILE_NAME),
    "a manifest is somebody else's": (lambda m: set_json(m.manifest, description="Something else"), "manifest-foreign", FILE_NAME),
    "others may change a manifest": (lambda m: m.manifest.chmod(0o666), "manifest-unsafe", "0666"),
    "the hosts folder is a link": (lambda m: m.linked(m.manifest.parent), "manifest-folder-unsafe", "it is a link to"),
    "a manifest lies where nobody reads": (lambda m: m.write(str(m.user / ".zen/native-messaging-hosts" / FILE_NAME), "{}"), "manifest-unread", "by hand"),
    "the data folder is open to all": (lambda m: m.site.home.chmod(0o755), "data-folder", "0755"),
    "the data folder is a link": (lambda m: m.linked(m.site.home), "data-folder", "link"),
    "locks/ is a link": (lambda m: m.linked(m.site.home / "locks"), "data-folder-part", "locks"),
    "spool/ is open to all": (open_spool, "data-folder-part", "spool"),
    "the receipts are garbage": (lambda m: database(m, "receipts.sqlite", b"no database at all" * 300, 0o600), "database", "receipts.sqlite"),
    "all may read the receipts": (lambda m: database(m, "receipts.sqlite", None, 0o644), "database", "receipts.sqlite"),
    "the cache is garbage": (lambda m: database(m, "ledger.sqlite", b"no database at all" * 300, 0o600), "database", "ledger.sqlite"),
    "the key is gone": (lambda m: (m.vault() / "key").unlink(), "vault", "key"),
    "the key is another's": (lambda m: (m.vault() / "key").write_text("{}"), "vault", "key"),
    "the note about the key is damaged": (lambda m: (m.vault() / "custody.json").write_text("{"), "vault", "note that says where the key is kept"),
    "a policy blocks all hosts": (lambda m: m.managed(NativeMessagingBlocklist=["*"]), "policy", "NativeMessagingBlocklist"),
    "a policy allows hosts of the machine only": (lambda m: m.managed(NativeMessagingUserLevelHosts=False), "policy", "NativeMessagingUserLevelHosts"),
    "a policy blocks extensions in Chromium": (lambda m: m.managed(ExtensionInstallBlocklist=["*"]), "extension-policy", "ExtensionInstallBlocklist"),
    "a policy blocks extensions in Firefox": (lambda m: m.write("etc/firefox/policies/policies.json", {"policies": {"ExtensionSettings": {"*": BLOCKED}}}), "extension-policy", "ExtensionSettings"),
    "developer mode was switched off": (developer_mode_off, "developer-mode", "Default"),
    "the proxy cannot be used": (lambda m: m.patch.setenv("AUTOLAB_COMPANION_PROXY", "socks5://localhost:1"), "proxy", "AUTOLAB_COMPANION_PROXY"),
    "the file of authorities is gone": (lambda m: m.patch.setenv("SSL_CERT_FILE", "/gone/ca.pem"), "authorities", "/gone/ca.pem"),
    "the imports are garbage": (lambda m: database(m, "staff.sqlite", b"no database at all" * 300, 0o600), "database", "staff.sqlite"),
    "the program answers only Chromium": (lambda m: m.site.launcher.write_text(m.site.launcher.read_text().replace('"$@"', '"$1"')), "host", "called as by Firefox"),
    "an administrator's manifest names what is gone": (lambda m: shared_manifest(m, path="/opt/gone/host"), "machine-manifest", "/opt/gone/host, is not there"),
    "an administrator's manifest serves another extension": (lambda m: shared_manifest(m, allowed_origins=[]), "machine-manifest", "allowed_origins leaves out"),
    "an administrator's manifest is no JSON": (shared_garbage, "machine-manifest", "not valid JSON"),
    "the extension's folder has moved": (lambda m: unpacked(m, None), "extension-gone", "Downloads/extension"),
    "the extension is older than the program": (lambda m: unpacked(m, "0.0.9"), "extension-version", "version 0.0.9"),
    "the folder of locks is a file": (lambda m: (m.site.home / "locks").write_text(""), "data-folder-part", "locks"),
    "the browser is a Flatpak": (lambda m: (m.user / ".var/app/com.google.Chrome").mkdir(parents=True), "sandbox", "com.google.Chrome"),
}  # fmt: skip
SAMPLE = 6


@pytest.fixture
def machine(site: Site, user: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    install(site, site.expected())
    return Machine(site, user, root, monkeypatch)


def test_there_are_more_than_twenty_five() -> None:
    assert len(WAYS) > 25


@pytest.mark.parametrize(
    "way",
    [
        pytest.param(way, marks=() if number % SAMPLE == 0 else pytest.mark.soak)
        for number, way in enumerate(WAYS)
    ],
)
def test_its_true_cause_is_named(machine: Machine, way: str) -> None:
    spoil, check, words = WAYS[way]
    spoil(machine)
    found = [one for one in doctor.examine(machine.site) if one.finding.level != NOTE]
    assert check in {one.check for one in found}
    named = [one.finding for one in found if one.check == check]
    assert any(words in f"{one.finding} {one.cause}" for one in named), named
    assert all(one.finding and one.cause and one.remedy for one in named)
    assert "broke down" not in " ".join(one.finding.cause for one in found)
