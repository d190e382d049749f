"""Every finding is provoked; what the doctor says it can mend is mended, and the rest it leaves alone."""

from __future__ import annotations

import json
import os
import shlex
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from installer import doctor, record
from installer.changes import Changes
from installer.checks.surroundings import forbidden_by
from installer.findings import NOTE, PROBLEM, WARNING
from installer.install import install
from installer.launcher import HOST
from installer.site import custom_profile
from native_host.vault import key_management
from native_host.vault.vault import Vault
from native_host.wire.errors import CompanionError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from installer.site import Site

    Listing = Callable[[], dict[str, tuple[int, bytes]]]
    Spoil = Callable[[Site], object]

pytestmark = pytest.mark.usefixtures("host_here")
FOREIGN = b'{"name": "autolab_companion", "description": "Something else", "path": "/usr/bin/true", "type": "stdio"}'


def found(site: Site) -> dict[str, str]:
    return {one.check: one.finding.level for one in doctor.examine(site)}


def manifest(site: Site) -> Path:
    return next(iter(site.expected())).file


def moved_interpreter(site: Site) -> None:
    site.launcher.write_text('#!/bin/sh\nexec /gone/python -I -m native_host "$@"\n')


def older_installation(site: Site) -> None:
    older = replace(site, home=site.home.with_name("older"))
    install(older, older.expected())


def launcher_of_0_1_0(site: Site) -> None:
    today = site.launcher.read_text()
    site.launcher.write_text(today.replace(shlex.join(HOST), "-I -m native_host"))
    assert site.launcher.read_text() != today


MENDABLE: dict[str, tuple[str, str, Spoil]] = {
    "manifest gone": ("manifest-missing", PROBLEM, lambda site: manifest(site).unlink()),
    "manifest of another installation": ("manifest-stale", PROBLEM, older_installation),
    "manifest is an error page": (
        "manifest-broken",
        PROBLEM,
        lambda site: manifest(site).write_text("Not Found"),
    ),
    "manifest writable by all": ("manifest-unsafe", PROBLEM, lambda site: manifest(site).chmod(0o666)),
    "folder writable by all": (
        "manifest-folder-unsafe",
        PROBLEM,
        lambda site: manifest(site).parent.chmod(0o777),
    ),
    "launcher gone": ("launcher-missing", PROBLEM, lambda site: site.launcher.unlink()),
    "launcher emptied": ("launcher-interpreter", PROBLEM, lambda site: site.launcher.write_bytes(b"")),
    "interpreter moved": ("launcher-interpreter", PROBLEM, moved_interpreter),
    "launcher of 0.1.0": ("launcher-interpreter", PROBLEM, launcher_of_0_1_0),
    "launcher not executable": ("launcher-mode", PROBLEM, lambda site: site.launcher.chmod(0o600)),
    "launcher writable by all": ("launcher-mode", PROBLEM, lambda site: site.launcher.chmod(0o777)),
    "data folder open to all": ("data-folder", PROBLEM, lambda site: site.home.chmod(0o755)),
}


def test_a_fresh_installation_is_healthy(site: Site) -> None:
    install(site, site.expected())
    assert found(site) == {}


def test_before_installing_each_browser_misses_the_host_and_fix_installs_it(site: Site) -> None:
    assert [one.check for one in doctor.examine(site)] == ["manifest-missing", "manifest-missing"]
    assert doctor.mend(site)[0]
    assert found(site) == {}


@pytest.mark.parametrize(("check", "level", "spoil"), MENDABLE.values(), ids=MENDABLE)
def test_what_can_be_mended_is(site: Site, check: str, level: str, spoil: Spoil) -> None:
    install(site, site.expected())
    spoil(site)
    diagnoses = doctor.examine(site)
    assert found(site)[check] == level
    assert not doctor.is_healthy(diagnoses)
    assert check in {one.check for one in doctor.mend(site)[0]}
    assert found(site) == {}


def test_a_launcher_of_another_installation_is_pointed_out_and_redirected(site: Site, tmp_path: Path) -> None:
    install(site, site.expected())
    other = tmp_path / "other python"
    other.symlink_to(site.interpreter)
    site.launcher.write_text(f'#!/bin/sh\nexec {shlex.quote(str(other))} -I -m native_host "$@"\n')
    (finding,) = [one.finding for one in doctor.examine(site) if one.check == "launcher-interpreter"]
    assert finding.level == WARNING
    assert str(other) in finding.cause
    doctor.mend(site)
    assert found(site) == {}


def test_a_launcher_for_another_data_folder_is_rewritten(site: Site) -> None:
    install(replace(site, home_is_chosen=False), site.expected())
    assert found(site) == {"launcher-interpreter": WARNING}
    doctor.mend(site)
    assert found(site) == {}


def test_where_browsers_use_another_data_folder_nothing_is_mended(site: Site, listing: Listing) -> None:
    older_installation(site)
    before = listing()
    (finding,) = [one.finding for one in doctor.examine(site)]
    assert finding.level == PROBLEM
    assert f"AUTOLAB_COMPANION_HOME={shlex.quote(str(site.home.with_name('older')))}" in finding.remedy
    assert doctor.mend(site) == ([], {})
    assert listing() == before


def test_a_data_folder_that_cannot_be_looked_into_is_named_all_the_same(site: Site) -> None:
    older_installation(site)
    site.home.write_text("no folder")
    assert "data-folder" in found(site)


def test_one_cause_is_told_once(site: Site) -> None:
    install(site, site.expected())
    Vault(str(site.home)).write("session:x", {"token": "t"})
    (site.home / "vault/custody.json").write_text("{")
    (site.home / "vault/key").unlink()
    assert [one.check for one in doctor.examine(site)] == ["vault"]


def test_why_a_fix_failed_is_known_when_its_finding_is_made_again(site: Site, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    manifest(site).parent.symlink_to(tmp_path / "elsewhere")
    _, failed = doctor.mend(site)
    (again,) = [one.finding for one in doctor.examine(site) if one.check == "manifest-missing"]
    assert "link" in failed[again]


def test_a_foreign_manifest_is_named_but_never_touched(site: Site) -> None:
    install(site, site.expected())
    manifest(site).write_bytes(FOREIGN)
    assert found(site) == {"manifest-foreign": PROBLEM}
    doctor.mend(site)
    assert manifest(site).read_bytes() == FOREIGN


@pytest.mark.parametrize(
    ("named", "level", "said"),
    [
        ("socks5://localhost:1080", PROBLEM, "http://"),
        ("http://stu:hunter2@proxy.example.edu:3128", NOTE, "proxy.example.edu:3128"),
    ],
)
def test_a_proxy_is_named_without_its_password(
    site: Site, monkeypatch: pytest.MonkeyPatch, named: str, level: str, said: str
) -> None:
    install(site, site.expected())
    monkeypatch.setenv("AUTOLAB_COMPANION_PROXY", named)
    (finding,) = [one.finding for one in doctor.examine(site) if one.check == "proxy"]
    assert finding.level == level
    assert said in finding.cause
    assert "hunter2" not in finding.cause


def test_a_linked_hosts_folder_is_named(site: Site, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    manifest(site).parent.symlink_to(tmp_path / "elsewhere")
    assert found(site)["manifest-folder-unsafe"] == PROBLEM


def test_files_of_somebody_else_are_named(site: Site) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    install(site, site.expected())
    os.chown(manifest(site), 4711, 4711)
    assert found(site) == {"manifest-unsafe": PROBLEM}


def test_a_linked_data_folder_is_named_and_not_changed(site: Site, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o755)
    site.home.symlink_to(tmp_path / "elsewhere")
    doctor.mend(site)
    assert found(site)["data-folder"] == PROBLEM
    assert site.home.is_symlink()


def test_a_host_that_fails_to_start_is_quoted(site: Site, tmp_path: Path) -> None:
    install(site, site.expected())
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho 'ImportError: no module named json' >&2\nexit 3\n")
    broken.chmod(0o755)
    site.launcher.write_text(f'#!/bin/sh\nexec {shlex.quote(str(broken))} -I -m native_host "$@"\n')
    (finding,) = [one.finding for one in doctor.examine(site) if one.check == "host"]
    assert "ImportError: no module named json" in finding.cause
    assert "code 3" in finding.cause


def test_a_lost_key_is_named_with_the_way_out(site: Site) -> None:
    install(site, site.expected())
    vault = Vault(str(site.home))
    vault.write("session:x", {"token": "t"})
    (site.home / "vault/key").unlink()
    (finding,) = [one.finding for one in doctor.examine(site) if one.check == "vault"]
    assert finding.level == PROBLEM
    assert "vault erase" in finding.remedy


def test_a_key_of_another_folder_is_named_as_everywhere(site: Site, tmp_path: Path) -> None:
    install(site, site.expected())
    Vault(str(site.home)).write("session:x", {"token": "t"})
    Vault(str(tmp_path / "other")).write("session:x", {})
    shutil.copy2(tmp_path / "other/vault/key", site.home / "vault/key")
    (finding,) = [one.finding for one in doctor.examine(site) if one.check == "vault"]
    assert (finding.level, finding.cause) == (PROBLEM, CompanionError("key_foreign").message)


@pytest.mark.parametrize("damage", ["{", None], ids=["damaged", "gone"])
def test_a_note_about_the_key_that_is_damaged_is_written_anew(site: Site, damage: str | None) -> None:
    install(site, site.expected())
    Vault(str(site.home)).write("session:x", {"token": "t"})
    note = site.home / "vault/custody.json"
    if damage is None:
        note.unlink()
    else:
        note.write_text(damage)
    assert found(site) == {"vault": WARNING}
    assert [one.check for one in doctor.mend(site)[0]] == ["vault"]
    assert found(site) == {}
    assert json.loads(note.read_text())["custody"] == "keyfile"
    assert Vault(str(site.home)).read("session:x") == {"token": "t"}


def test_a_damaged_note_without_a_key_is_named_and_nothing_is_lost(site: Site) -> None:
    install(site, site.expected())
    Vault(str(site.home)).write("session:x", {"token": "t"})
    (site.home / "vault/custody.json").write_text("{")
    (site.home / "vault/key").rename(site.home / "vault/key.elsewhere")
    (finding,) = [one.finding for one in doctor.examine(site) if one.check == "vault"]
    assert finding.level == PROBLEM
    assert "erase" not in finding.remedy
    doctor.mend(site)
    (site.home / "vault/key.elsewhere").rename(site.home / "vault/key")
    doctor.mend(site)
    assert found(site) == {}


def test_a_damaged_record_is_named_with_the_way_out(site: Site) -> None:
    install(site, site.expected())
    Vault(str(site.home)).write("session:x", {"token": "t"})
    (record,) = (site.home / "vault").glob("*.sealed")
    record.write_bytes(record.read_bytes()[:40])
    (finding,) = [one.finding for one in doctor.examine(site) if one.check == "vault"]
    assert finding.level == PROBLEM
    assert "vault rekey" in finding.remedy


def test_what_several_checks_stumble_over_is_said_once(site: Site) -> None:
    install(site, site.expected())
    made = record.load(site.home)
    made.put(custom_profile(site.home / ("x" * 300)), None)
    with Changes() as changes:
        record.save(site.home, made, changes)
    findings = [one.finding for one in doctor.examine(site)]
    assert len(findings) == len(set(findings)) >= 1


def test_a_locked_vault_is_no_problem(site: Site) -> None:
    install(site, site.expected())
    vault = Vault(str(site.home))
    vault.write("session:x", {"token": "t"})
    key_management.move_key(vault, "passphrase", "correct horse battery staple")
    assert found(site) == {"vault-locked": NOTE}


def test_no_browser_is_said(site: Site, user: Path) -> None:
    (user / ".config/chromium").rmdir()
    (user / ".mozilla/firefox").rmdir()
    assert found(site) == {"no-browser": WARNING}


@pytest.mark.parametrize(
    ("sign", "level"),
    [
        (".var/app/com.google.Chrome", WARNING),
        ("snap/firefox", NOTE),
        ("snap/chromium/common/chromium", NOTE),
    ],
)
def test_sandboxed_browsers_are_explained(site: Site, user: Path, sign: str, level: str) -> None:
    (user / sign).mkdir(parents=True)
    install(site, site.expected())
    assert found(site) == {"sandbox": level}


def test_a_data_folder_inside_a_snap_is_pointed_out(site: Site, user: Path) -> None:
    inside = replace(site, home=user / "snap/code/companion")
    install(inside, inside.expected())
    assert found(inside) == {"data-folder-in-snap": WARNING}


def test_a_manifest_where_no_browser_reads_is_removed(site: Site, user: Path) -> None:
    install(site, site.expected())
    unread = user / ".config/mozilla/native-messaging-hosts/autolab_companion.json"
    unread.parent.mkdir(parents=True)
    unread.write_bytes(b"{}")
    assert found(site) == {"manifest-unread": WARNING}
    doctor.mend(site)
    assert not unread.exists()


def test_firefox_with_only_the_new_profile_folder_gets_its_manifest_in_the_old_place(
    site: Site, user: Path
) -> None:
    (user / ".mozilla/firefox").rmdir()
    (user / ".mozilla").rmdir()
    (user / ".config/mozilla/firefox").mkdir(parents=True)
    doctor.mend(site)
    assert (user / ".mozilla/native-messaging-hosts/autolab_companion.json").exists()


def test_a_manifest_for_a_vanished_browser_is_a_leftover(site: Site, user: Path) -> None:
    install(site, site.expected())
    (site.home / "install.json").unlink()
    (user / ".config/chromium").rename(user / ".config/vivaldi")
    doctor.mend(site)
    (user / ".mozilla/firefox").rmdir()
    assert found(site) == {"leftover": NOTE}
    doctor.mend(site)
    assert found(site) == {}


def test_temporary_files_of_a_killed_run_are_removed(site: Site) -> None:
    install(site, site.expected())
    left = manifest(site).with_name(".autolab_companion.json.4711.tmp")
    left.write_bytes(b"")
    assert found(site) == {"leftover": NOTE}
    doctor.mend(site)
    assert not left.exists()


def test_policies_of_the_machine_are_found(site: Site, root: Path) -> None:
    install(site, site.expected())
    managed = root / "etc/chromium/policies/managed"
    managed.mkdir(parents=True)
    (managed / "broken.json").write_text("{")
    (managed / "lock.json").write_text(json.dumps({"NativeMessagingBlocklist": ["*"]}))
    assert found(site) == {"policy": PROBLEM}
    (managed / "open.json").write_text(json.dumps({"NativeMessagingAllowlist": ["autolab_companion"]}))
    assert found(site) == {}


def test_policies_of_a_snap_lie_elsewhere(site: Site, user: Path, root: Path) -> None:
    (user / "snap/chromium/common/chromium").mkdir(parents=True)
    install(site, site.expected())
    managed = root / "etc/chromium-browser/policies/managed"
    managed.mkdir(parents=True)
    (managed / "lock.json").write_text(json.dumps({"NativeMessagingUserLevelHosts": False}))
    assert found(site) == {"sandbox": NOTE, "policy": PROBLEM}


@pytest.mark.parametrize(
    "text",
    [
        """// campus\n{"NativeMessagingBlocklist": ["*"]}""",
        """{"NativeMessagingBlocklist": ["*",], /* and\nmore */}""",
        """{"a": "// no , ] comment \\\" /*", "NativeMessagingBlocklist": ["*" /* all */ , // of them\n] , }""",
        """\ufeff{"NativeMessagingBlocklist": ["*"]}""",
    ],
)
def test_policies_may_have_comments_trailing_commas_and_any_name(site: Site, root: Path, text: str) -> None:
    install(site, site.expected())
    managed = root / "etc/chromium/policies/managed"
    managed.mkdir(parents=True)
    (managed / "campus").write_text(text)
    (managed / "deep.json").write_text("[" * 100_000)
    (managed / "folder").mkdir()
    assert found(site) == {"policy": PROBLEM}


@pytest.mark.parametrize(
    ("policies", "forbidden"),
    [
        ({}, False),
        ({"NativeMessagingBlocklist": ["com.example.other"]}, False),
        ({"NativeMessagingBlocklist": ["autolab_companion"]}, True),
        ({"NativeMessagingBlocklist": ["*"]}, True),
        ({"NativeMessagingBlocklist": ["*"], "NativeMessagingAllowlist": ["autolab_companion"]}, False),
        ({"NativeMessagingUserLevelHosts": True}, False),
        ({"NativeMessagingUserLevelHosts": False}, True),
        ({"NativeMessagingUserLevelHosts": 0, "NativeMessagingAllowlist": ["autolab_companion"]}, True),
        ({"NativeMessagingUserLevelHosts": None, "NativeMessagingBlocklist": "*"}, False),
        ({"NativeMessagingAllowlist": 7, "NativeMessagingBlocklist": [{}, "*"]}, True),
    ],
)
def test_policies_are_read_as_chromium_reads_them(policies: dict[str, object], forbidden: bool) -> None:
    assert (forbidden_by(policies) is not None) == forbidden
