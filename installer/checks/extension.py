"""What keeps a browser from running the extension: an administrator's policies, or developer mode switched off."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from native_host.identity import CHROMIUM_EXTENSION_IDS, GECKO_EXTENSION_IDS

from ..browsers import CHROMIUM
from ..findings import PROBLEM, WARNING, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ..site import Site

DEVELOPER_TOOLS_OFF = 2
"""DeveloperToolsAvailability: nowhere, not even for extensions that users load."""
MODE_DISALLOWED = 1
"""ExtensionDeveloperModeSettings."""
UNPACKED_OFF = 1 << 24
"""disable_reasons (extensions/browser/disable_reason.h): an unpacked extension while developer mode is off."""
PREFERENCES = ("Preferences", "Secure Preferences")


def policies(site: Site) -> Iterator[Finding]:
    """Policies by which an administrator forbids the extension."""
    for browser in site.browsers_here():
        rules = site.system.policies(browser)
        is_chromium = browser.family == CHROMIUM
        cause = forbidden_in_chromium(rules) if is_chromium else forbidden_in_gecko(rules)
        if cause:
            ids = CHROMIUM_EXTENSION_IDS if is_chromium else GECKO_EXTENSION_IDS
            yield Finding(
                PROBLEM,
                f"{browser.title} is not allowed to run the extension.",
                f"Your administrator's policy {cause}.",
                f"Ask your administrator to allow the extension {ids[0]}.",
            )


def forbidden_in_chromium(rules: Mapping[str, Any]) -> str | None:
    """The policy that forbids the extension, in words; None if none does. chromeenterprise.google/policies."""
    settings = _table(rules.get("ExtensionSettings"))
    ours = next((_table(settings[one]) for one in CHROMIUM_EXTENSION_IDS if one in settings), None)
    mode = (ours if ours is not None else _table(settings.get("*"))).get("installation_mode")
    if mode in {"blocked", "removed"}:
        return f"ExtensionSettings says “{mode}”"
    if ours is None and not _named(rules.get("ExtensionInstallAllowlist")):
        blocked = rules.get("ExtensionInstallBlocklist")
        if _named(blocked) or (isinstance(blocked, list) and "*" in blocked):
            return "ExtensionInstallBlocklist blocks it"
    allowed_types = rules.get("ExtensionAllowedTypes")
    if isinstance(allowed_types, list) and "extension" not in allowed_types:
        return "ExtensionAllowedTypes leaves out extensions"
    return None


def forbidden_in_gecko(rules: Mapping[str, Any]) -> str | None:
    """As above, of Firefox's policies.json. mozilla.github.io/policy-templates."""
    settings = _table(rules.get("ExtensionSettings"))
    ours = next((_table(settings[one]) for one in GECKO_EXTENSION_IDS if one in settings), None)
    mode = (ours if ours is not None else _table(settings.get("*"))).get("installation_mode")
    return f"ExtensionSettings says “{mode}”" if mode == "blocked" else None


def developer_mode(site: Site) -> Iterator[Finding]:
    """Profiles in which Chromium has switched the unpacked extension off, and policies that will."""
    for browser in site.browsers_here():
        if browser.family != CHROMIUM:
            continue
        rules = site.system.policies(browser)
        if (
            rules.get("ExtensionDeveloperModeSettings") == MODE_DISALLOWED
            or rules.get("DeveloperToolsAvailability") == DEVELOPER_TOOLS_OFF
        ):
            yield Finding(
                WARNING,
                f"{browser.title} does not let you switch on developer mode.",
                "Your administrator's policy forbids it, and an extension that is loaded from a folder needs it.",
                "Install the extension as a package, or ask your administrator to.",
            )
        for profile in site.system.profiles(browser):
            if _switched_off(profile):
                yield Finding(
                    PROBLEM,
                    f"{browser.title} has switched the extension off.",
                    f"Developer mode is off in the profile {profile}.",
                    "Open chrome://extensions, switch developer mode on and leave it on, and switch the companion on.",
                )


def entries(profile: Path) -> list[dict[str, Any]]:
    """What a profile of Chromium's notes about our extension; empty where it has never been."""
    settings = [_table(one.get("settings")) for one in _of_extensions(profile)]
    return [_table(one[ours]) for one in settings for ours in CHROMIUM_EXTENSION_IDS if ours in one]


def _switched_off(profile: Path) -> bool:
    if any(_table(one.get("ui")).get("developer_mode") for one in _of_extensions(profile)):
        return False
    return any(_has_reason(entry.get("disable_reasons")) for entry in entries(profile))


def _of_extensions(profile: Path) -> list[dict[str, Any]]:
    return [_table(read_json(profile / name).get("extensions")) for name in PREFERENCES]


def _has_reason(reasons: Any) -> bool:
    """A bit mask in older versions, a list of bits in newer ones."""
    if isinstance(reasons, int):
        return bool(reasons & UNPACKED_OFF)
    return isinstance(reasons, list) and UNPACKED_OFF in reasons


def read_json(file: Path) -> dict[str, Any]:
    """The object in a browser's file; an empty one where there is none."""
    try:
        return _table(json.loads(file.read_bytes()))
    except (OSError, ValueError, RecursionError):
        return {}  # a profile that was never used, or that the browser is writing


def _table(value: Any) -> dict[str, Any]:
    """A policy's object, which Windows' registry keeps as text."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return {}
    return value if isinstance(value, dict) else {}


def _named(value: Any) -> bool:
    return isinstance(value, list) and any(one in value for one in CHROMIUM_EXTENSION_IDS)
