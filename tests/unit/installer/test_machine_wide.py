"""A host that is installed for the whole machine, as the Debian package does it, leaves nothing to do for a user."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from installer import doctor, launcher
from installer.browsers import LINUX, LINUX_WIDE
from installer.findings import NOTE, WARNING, Finding
from installer.install import install
from installer.manifest import FILE_NAME, manifest
from native_host.identity import CHROMIUM_ORIGINS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from installer.site import Site

pytestmark = pytest.mark.usefixtures("host_here")
WIDE = {key: folders[0] for key, folders in LINUX_WIDE.items()}


@pytest.fixture
def packaged(site: Site, root: Path) -> Path:
    """The launcher of a whole machine's installation, named by manifests for Chromium and Firefox."""
    program = root / "usr/lib/autolab-companion/bin/autolab-companion-host"
    program.parent.mkdir(parents=True)
    program.write_bytes(launcher.script(site.interpreter, None))
    program.chmod(0o755)
    for browser in site.browsers_here():
        file = root / WIDE[browser.key].lstrip("/") / FILE_NAME
        file.parent.mkdir(parents=True)
        file.write_bytes(manifest(browser.family, program))
    return program


def checks(site: Site) -> set[str]:
    return {one.check for one in doctor.examine(site)}


def test_the_table_names_known_browsers() -> None:
    assert set(LINUX_WIDE) <= {browser.key for browser in LINUX if browser.hosts}


def test_nothing_is_missing_and_nothing_is_to_be_written(site: Site, packaged: Path) -> None:
    assert site.served_here() == {"Chromium": packaged, "Firefox": packaged}
    assert site.expected() == {}
    assert checks(site) == set()


def test_its_host_is_started_by_the_doctor(site: Site, packaged: Path) -> None:
    packaged.write_text("#!/bin/sh\nexit 3\n")
    assert checks(site) == {"host"}


def manifest_of(site: Site, root: Path, number: int = 0) -> Path:
    return root / WIDE[site.browsers_here()[number].key].lstrip("/") / FILE_NAME


def told(site: Site) -> list[Finding]:
    return [one.finding for one in doctor.examine(site) if one.check == "machine-manifest"]


def members(file: Path, **changed: object) -> None:
    value = {**json.loads(file.read_bytes()), **changed}
    file.write_text(json.dumps({name: each for name, each in value.items() if each is not None}))


def linked_to_nothing(file: Path, _program: Path) -> None:
    file.unlink()
    file.symlink_to("/gone")


def a_folder(file: Path, _program: Path) -> None:
    file.unlink()
    file.mkdir()


SPOILT: dict[str, tuple[Callable[[Path, Path], object], str]] = {
    "program gone": (lambda _, program: program.unlink(), "is not there"),
    "program not executable": (lambda _, program: program.chmod(0o644), "may not be run"),
    "program anybody's": (lambda _, program: program.chmod(0o777), "anybody may change"),
    "program is a folder": (lambda file, _: members(file, path="/"), "may not be run"),
    "program named by half": (lambda file, _: members(file, path="bin/host"), "“bin/host” as its program"),
    "program with a null": (lambda file, _: members(file, path="/a\0b"), "cannot be looked at"),
    "no program": (lambda file, _: members(file, path=None), "nothing as its program"),
    "no JSON": (lambda file, _: file.write_text("Not Found"), "not valid JSON"),
    "no UTF-8": (lambda file, _: file.write_bytes(b'{"\xff": 1}'), "not valid JSON"),
    "nested too deep": (lambda file, _: file.write_text("[" * 100_000), "not valid JSON"),
    "no object": (lambda file, _: file.write_text("[]"), "no JSON object"),
    "other name": (lambda file, _: members(file, name="other"), "“other”"),
    "no name": (lambda file, _: members(file, name=None), "name is missing"),
    "other type": (lambda file, _: members(file, type="pipe"), "type is “pipe”"),
    "other extensions": (lambda file, _: members(file, allowed_origins=[]), "leaves out chrome-extension://"),
    "no extensions": (lambda file, _: members(file, allowed_origins=None), "allowed_origins is missing"),
    "one origin odd": (
        lambda file, _: members(file, allowed_origins=[*CHROMIUM_ORIGINS, "https://example.edu/"]),
        "“https://example.edu/”, which names no extension",
    ),
    "foreign": (lambda file, _: members(file, description="Something else"), "not written by the companion"),
    "a link to nothing": (linked_to_nothing, "a link to /gone"),
    "a folder": (a_folder, "no file"),
}


@pytest.mark.parametrize("way", SPOILT)
def test_one_that_would_not_work_serves_nobody_and_is_named(
    site: Site, root: Path, packaged: Path, way: str
) -> None:
    spoil, words = SPOILT[way]
    file = manifest_of(site, root)
    spoil(file, packaged)
    assert "Chromium" not in site.served_here()
    assert "manifest-missing" in checks(site)
    finding = told(site)[0]
    assert finding.level == WARNING
    assert finding.cause.startswith(f"{file}: ")
    assert words in finding.cause
    assert "An administrator of this computer mends it with `sudo dpkg -i" in finding.remedy
    assert "`autolab-companion install` makes one of your own" in finding.remedy


@pytest.mark.usefixtures("packaged")
def test_one_that_the_users_own_stands_in_for_is_only_a_note(site: Site, root: Path) -> None:
    manifest_of(site, root).write_text("Not Found")
    assert doctor.mend(site)[0]
    (finding,) = told(site)
    assert finding.level == NOTE
    assert "Yours is read instead" in finding.cause
    assert doctor.is_healthy(doctor.examine(site))


@pytest.mark.usefixtures("packaged")
def test_a_policy_that_leaves_the_user_no_way_is_named_with_it(site: Site, root: Path) -> None:
    manifest_of(site, root).write_text("Not Found")
    doctor.mend(site)
    folder = root / "etc/chromium/policies/managed"
    folder.mkdir(parents=True)
    (folder / "a.json").write_text('{"NativeMessagingUserLevelHosts": false}')
    (finding,) = told(site)
    assert finding.level == WARNING
    assert "You cannot: a policy has Chromium read no other." in finding.remedy


@pytest.mark.usefixtures("packaged")
def test_several_browsers_that_read_one_manifest_are_told_together(
    site: Site, root: Path, user: Path
) -> None:
    (user / ".zen").mkdir()
    manifest_of(site, root, 1).write_text("Not Found")
    (finding,) = told(site)
    assert "Firefox and Zen" in finding.finding


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize("shut", ["file", "folder"])
def test_one_that_the_user_may_not_read_is_named(site: Site, root: Path, packaged: Path, shut: str) -> None:
    """As `sudo` with a umask of 077 leaves it. A child process looks at it as somebody else."""
    file = manifest_of(site, root)
    (file if shut == "file" else file.parent).chmod(0o000)
    for folder in (*file.parents, *packaged.parents):
        if folder.is_relative_to(root.parents[2]) and folder != file.parent:
            folder.chmod(0o755)
    code = (
        "import os, sys; from pathlib import Path; from installer.manifest_faults import fault; os.setuid(65534); "
        "print(fault(Path(sys.argv[1]), sys.argv[2]))"
    )
    command = [sys.executable, "-c", code, str(file), site.browsers_here()[0].family]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    assert said.stdout == "it cannot be read: Permission denied\n"


def test_a_manifest_of_the_users_own_is_what_the_browser_reads(site: Site, packaged: Path) -> None:
    own = next(iter(site.system.places(site.browsers_here()[0], site.home)))
    install(site, [own])
    assert site.served_here() == {"Firefox": packaged}
    own.file.write_text("Not Found")
    assert "manifest-broken" in checks(site)


@pytest.mark.usefixtures("packaged")
def test_a_policy_for_hosts_of_the_whole_machine_only_allows_it(site: Site, root: Path) -> None:
    folder = root / "etc/chromium/policies/managed"
    folder.mkdir(parents=True)
    (folder / "a.json").write_text('{"NativeMessagingUserLevelHosts": false}')
    assert checks(site) == set()
    (folder / "b.json").write_text('{"NativeMessagingBlocklist": ["*"]}')
    assert checks(site) == {"policy"}
    (folder / "b.json").unlink()
    for file in root.rglob(FILE_NAME):
        file.unlink()
    assert "policy" in checks(replace(site))
