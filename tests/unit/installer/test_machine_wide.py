"""A host that is installed for the whole machine, as the Debian package does it, leaves nothing to do for a user."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from installer import doctor, launcher
from installer.browsers import LINUX, LINUX_WIDE
from installer.install import install
from installer.manifest import FILE_NAME, manifest

if TYPE_CHECKING:
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


@pytest.mark.parametrize(
    "spoilt", ["program gone", "program not executable", "no JSON", "other extensions", "foreign"]
)
def test_one_that_would_not_work_serves_nobody(site: Site, root: Path, packaged: Path, spoilt: str) -> None:
    file = root / WIDE["chromium"].lstrip("/") / FILE_NAME
    told = json.loads(file.read_bytes())
    match spoilt:
        case "program gone":
            packaged.unlink()
        case "program not executable":
            packaged.chmod(0o644)
        case "no JSON":
            file.write_text("Not Found")
        case "other extensions":
            file.write_text(json.dumps({**told, "allowed_origins": []}))
        case "foreign":
            file.write_text(json.dumps({**told, "description": "Something else"}))
    assert "Chromium" not in site.served_here()
    assert "manifest-missing" in checks(site)


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
