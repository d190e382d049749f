"""The two halves apart: an extension of another version, or one whose folder has moved."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from installer import doctor
from installer.checks.extension_version import UNPACKED
from installer.install import install
from native_host import __version__
from native_host.identity import CHROMIUM_EXTENSION_IDS, GECKO_EXTENSION_IDS

if TYPE_CHECKING:
    from pathlib import Path

    from installer.findings import Finding
    from installer.site import Site

pytestmark = pytest.mark.usefixtures("host_here")
CHECKS = {"extension-gone", "extension-version"}


@pytest.fixture
def profile(site: Site, user: Path) -> Path:
    """Chromium's."""
    install(site, site.expected())
    folder = user / ".config/chromium/Default"
    folder.mkdir()
    return folder


def noted(profile: Path, **entry: Any) -> None:
    value = {"extensions": {"ui": {"developer_mode": True}, "settings": {CHROMIUM_EXTENSION_IDS[0]: entry}}}
    for name in ("Preferences", "Secure Preferences"):  # Chromium keeps it in one or the other
        (profile / name).write_text(json.dumps(value))


def told(site: Site) -> list[tuple[str, Finding]]:
    return [(one.check, one.finding) for one in doctor.examine(site) if one.check in CHECKS]


def unpacked(folder: Path, version: str) -> Path:
    folder.mkdir()
    (folder / "manifest.json").write_text(json.dumps({"version": version}))
    return folder


def test_an_unpacked_extension_of_this_version_is_no_finding(
    site: Site, profile: Path, tmp_path: Path
) -> None:
    noted(profile, location=UNPACKED, path=str(unpacked(tmp_path / "extension", __version__)))
    assert told(site) == []


def test_one_of_another_version_is_told_once(site: Site, profile: Path, tmp_path: Path) -> None:
    folder = unpacked(tmp_path / "extension", "0.0.9")
    noted(profile, location=UNPACKED, path=str(folder))
    ((check, finding),) = told(site)
    assert check == "extension-version"
    assert "0.0.9" in finding.finding
    assert __version__ in finding.finding
    assert str(folder) in finding.cause


def test_one_whose_folder_has_moved_is_a_problem(site: Site, profile: Path, tmp_path: Path) -> None:
    noted(profile, location=UNPACKED, path=str(tmp_path / "downloads/extension"))
    ((check, finding),) = told(site)
    assert check == "extension-gone"
    assert finding.level == "problem"
    assert str(tmp_path / "downloads/extension") in finding.cause
    assert "Open chrome://extensions" in finding.remedy


@pytest.mark.parametrize(("version", "number"), [(__version__, 0), ("0.0.9", 1)])
def test_a_packed_one_says_its_version_by_its_folder(
    site: Site, profile: Path, version: str, number: int
) -> None:
    noted(profile, location=1, path=f"{CHROMIUM_EXTENSION_IDS[0]}/{version}_0")
    assert len(told(site)) == number


@pytest.mark.parametrize("entry", [{}, {"path": 7}, {"path": ""}, {"path": "/gone", "location": 8}])
def test_what_a_profile_says_of_no_extension_is_no_finding(
    site: Site, profile: Path, entry: dict[str, Any]
) -> None:
    """The last is of a browser that was started with --load-extension once."""
    noted(profile, **entry)
    assert told(site) == []


@pytest.mark.parametrize("below", ["ab12.default", "Profiles/ab12.default"])
def test_firefox_is_asked_too(site: Site, user: Path, below: str) -> None:
    install(site, site.expected())
    folder = user / ".mozilla/firefox" / below
    folder.mkdir(parents=True)
    addons = [
        {"id": "other@example.edu", "version": "1"},
        {"id": GECKO_EXTENSION_IDS[0], "version": "0.0.9"},
        7,
    ]
    (folder / "extensions.json").write_text(json.dumps({"addons": addons}))
    ((check, finding),) = told(site)
    assert check == "extension-version"
    assert finding.finding.startswith("Firefox has version 0.0.9 of the extension")
    (folder / "extensions.json").write_text('{"addons": 7}')
    assert told(site) == []
