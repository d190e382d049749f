"""What keeps a browser from running the extension is named: policies of both families, and developer mode."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from installer import doctor
from installer.checks.extension import UNPACKED_OFF, forbidden_in_chromium, forbidden_in_gecko
from installer.install import install
from native_host.identity import CHROMIUM_EXTENSION_IDS, GECKO_EXTENSION_IDS

if TYPE_CHECKING:
    from pathlib import Path

    from installer.site import Site

pytestmark = pytest.mark.usefixtures("host_here")
OURS, GECKO = CHROMIUM_EXTENSION_IDS[0], GECKO_EXTENSION_IDS[0]
OTHER = "a" * 32
BLOCKED = {"installation_mode": "blocked"}


def checks(site: Site) -> set[str]:
    return {one.check for one in doctor.examine(site)}


@pytest.mark.parametrize(
    ("rules", "forbidden"),
    [
        ({}, False),
        ({"ExtensionInstallBlocklist": ["*"]}, True),
        ({"ExtensionInstallBlocklist": [OURS]}, True),
        ({"ExtensionInstallBlocklist": [OTHER]}, False),
        ({"ExtensionInstallBlocklist": ["*"], "ExtensionInstallAllowlist": [OURS]}, False),
        ({"ExtensionInstallBlocklist": "*"}, False),
        ({"ExtensionSettings": {"*": BLOCKED}}, True),
        ({"ExtensionSettings": json.dumps({"*": BLOCKED})}, True),
        (
            {
                "ExtensionSettings": {
                    "*": BLOCKED,
                    OURS: {"installation_mode": "allowed"},
                }
            },
            False,
        ),
        ({"ExtensionSettings": {OURS: {"installation_mode": "removed"}}}, True),
        ({"ExtensionSettings": "nonsense"}, False),
        ({"ExtensionAllowedTypes": ["theme"]}, True),
        ({"ExtensionAllowedTypes": ["theme", "extension"]}, False),
    ],
)
def test_chromiums_policies(rules: dict[str, Any], forbidden: bool) -> None:
    assert (forbidden_in_chromium(rules) is not None) is forbidden


@pytest.mark.parametrize(
    ("rules", "forbidden"),
    [
        ({}, False),
        ({"ExtensionSettings": {"*": BLOCKED}}, True),
        (
            {
                "ExtensionSettings": {
                    "*": BLOCKED,
                    GECKO: {"installation_mode": "allowed"},
                }
            },
            False,
        ),
        ({"ExtensionSettings": {GECKO: BLOCKED}}, True),
    ],
)
def test_firefoxs_policies(rules: dict[str, Any], forbidden: bool) -> None:
    assert (forbidden_in_gecko(rules) is not None) is forbidden


def test_a_machine_that_forbids_the_extension_is_not_ready(site: Site, root: Path) -> None:
    install(site, site.expected())
    chromium = root / "etc/chromium/policies/managed"
    chromium.mkdir(parents=True)
    (chromium / "x.json").write_text('{"ExtensionInstallBlocklist": ["*"]}')
    firefox = root / "etc/firefox/policies"
    firefox.mkdir(parents=True)
    blocked = {"policies": {"ExtensionSettings": {"*": BLOCKED}}}
    (firefox / "policies.json").write_text(json.dumps(blocked))
    told = [one.finding.finding for one in doctor.examine(site) if one.check == "extension-policy"]
    assert told == [
        "Chromium is not allowed to run the extension.",
        "Firefox is not allowed to run the extension.",
    ]
    (firefox / "policies.json").write_text("not json")
    (chromium / "x.json").unlink()
    assert "extension-policy" not in checks(site)


@pytest.mark.parametrize("reasons", [UNPACKED_OFF, UNPACKED_OFF | 1, [UNPACKED_OFF]])
def test_an_extension_that_chromium_switched_off_is_told(site: Site, user: Path, reasons: object) -> None:
    install(site, site.expected())
    profile = user / ".config/chromium/Default"
    profile.mkdir()

    def preferences(*, mode: bool, why: object) -> None:
        extensions = {"ui": {"developer_mode": mode}, "settings": {OURS: {"disable_reasons": why}}}
        (profile / "Preferences").write_text(json.dumps({"extensions": extensions}))

    preferences(mode=False, why=reasons)
    (finding,) = [one.finding for one in doctor.examine(site) if one.check == "developer-mode"]
    assert str(profile) in finding.cause
    preferences(mode=True, why=reasons)
    assert "developer-mode" not in checks(site)
    preferences(mode=False, why=[])
    assert "developer-mode" not in checks(site)
    (profile / "Preferences").write_bytes(b"{")
    assert "developer-mode" not in checks(site)


@pytest.mark.parametrize("rules", [{"ExtensionDeveloperModeSettings": 1}, {"DeveloperToolsAvailability": 2}])
def test_a_policy_against_developer_mode_is_told(site: Site, root: Path, rules: dict[str, int]) -> None:
    install(site, site.expected())
    folder = root / "etc/chromium/policies/managed"
    folder.mkdir(parents=True)
    (folder / "x.json").write_text(json.dumps(rules))
    assert "developer-mode" in checks(site)
