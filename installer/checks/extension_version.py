"""The two halves: is the extension that a browser has of the program's version, and is it still there?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from native_host import __version__
from native_host.identity import GECKO_EXTENSION_IDS

from ..browsers import CHROMIUM
from ..extension_folder import extension_folder
from ..findings import PROBLEM, WARNING, Finding
from .extension import entries, read_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..browsers import Browser
    from ..site import Site

UNPACKED = 4
"""`location` of an extension that its user has loaded from a folder (Chromium's mojom ManifestLocation)."""
BELOW_SIGNS = ("*", "Profiles/*", "common/.mozilla/firefox/*")
"""Where Gecko's profiles lie below the folders by which a browser is known."""
ADDONS = "extensions.json"


class Loaded(NamedTuple):
    """The extension in one profile. `folder`: that its user has loaded it from; None of a packed one."""

    profile: Path
    folder: Path | None
    version: str | None


def gone(site: Site) -> Iterator[Finding]:
    """Profiles that load the extension from a folder that has moved; the browser drops it without a word."""
    for browser, one in _loaded(site):
        if one.folder is not None and not one.folder.is_dir():
            yield Finding(
                PROBLEM,
                f"{browser.title} has lost the extension.",
                f"The profile {one.profile} loads it from {one.folder}, which is not there any more.",
                "Open chrome://extensions, remove what is left of the companion there, and load it again from "
                f"{extension_folder(site.home)}; that folder stays.",
            )


def other(site: Site) -> Iterator[Finding]:
    """Profiles with an extension of another version than the program's."""
    for browser, one in _loaded(site):
        if one.version and one.version != __version__:
            remedy = (
                "Let the browser update its extensions, or bring the program up to date."
                if one.folder is None
                else f"Load the extension from {extension_folder(site.home)} instead, at chrome://extensions."
            )
            yield Finding(
                WARNING,
                f"{browser.title} has version {one.version} of the extension, the program is {__version__}.",
                f"The profile {one.profile} has it{f' from {one.folder}' if one.folder else ''}.",
                remedy,
            )


def _loaded(site: Site) -> Iterator[tuple[Browser, Loaded]]:
    for browser in site.browsers_here():
        found = _in_chromium(site, browser) if browser.family == CHROMIUM else _in_gecko(site, browser)
        for one in found:
            yield browser, one


def _in_chromium(site: Site, browser: Browser) -> Iterator[Loaded]:
    for profile in site.system.profiles(browser):
        for entry in entries(profile):
            path = entry.get("path")
            if not isinstance(path, str) or not path:
                continue
            if entry.get("location") == UNPACKED:
                version = read_json(Path(path) / "manifest.json").get("version")
                yield Loaded(profile, Path(path), _text(version))
            elif not Path(path).is_absolute():  # ID/VERSION_0 below the profile's own folder
                yield Loaded(profile, None, Path(path).name.rpartition("_")[0])


def _in_gecko(site: Site, browser: Browser) -> Iterator[Loaded]:
    folders = [site.system.resolve(sign) for sign in browser.signs if sign.startswith("{")]
    for profile in (
        each for folder in folders for below in BELOW_SIGNS for each in sorted(folder.glob(below))
    ):
        addons = read_json(profile / ADDONS).get("addons")
        for one in addons if isinstance(addons, list) else ():
            if isinstance(one, dict) and one.get("id") in GECKO_EXTENSION_IDS:
                yield Loaded(profile, None, _text(one.get("version")))


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
