r"""Windows: a registry value below HKEY_CURRENT_USER names a JSON file, which lies in our data folder.

For all users it is below HKEY_LOCAL_MACHINE, and the file beside the program; browsers look there second (Chromium's
native_messaging_host_manifest_win, Firefox's NativeManifests).

The registry is handed in, so that all of this runs (and is tested) anywhere.
"""

from __future__ import annotations

import ntpath
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from native_host.identity import HOST_NAME

from .browsers_windows import WINDOWS
from .launcher import NAME
from .system import MACHINE_HIVE, Place, find, profiles_below

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .browsers import Browser
    from .changes import Changes

LISTS = ("NativeMessagingBlocklist", "NativeMessagingAllowlist")
"""Policies that are keys with numbered values; the others are plain values."""


class Registry(Protocol):
    """The little we need of the Windows registry. Keys are as in Place.key; policies are in both hives."""

    def read(self, key: str) -> str | None:
        """The key's default value."""

    def write(self, key: str, value: str) -> None:
        """Set the key's default value; makes the key and its parents."""

    def delete(self, key: str) -> None:
        """Delete the key, which has no subkeys."""

    def is_empty(self, key: str) -> bool:
        """Whether the key exists with neither values nor subkeys."""

    def values(self, key: str, *, machine: bool) -> dict[str, Any]:
        """All named values; empty if there is no such key."""


class Windows:
    """One user's Windows."""

    browsers = WINDOWS
    unread: tuple[str, ...] = ()

    def __init__(self, environ: Mapping[str, str], registry: Registry, interpreter: str) -> None:
        self._folders = {
            "home": environ.get("USERPROFILE", ""),
            "local": environ.get("LOCALAPPDATA", ""),
            "roaming": environ.get("APPDATA", ""),
            "programs": environ.get("PROGRAMFILES", ""),
        }
        self._registry = registry
        self._interpreter = interpreter

    def resolve(self, path: str) -> Path:
        """A folder of the table."""
        return Path(path.format_map(self._folders))

    def places(self, browser: Browser, home: Path) -> tuple[Place, ...]:
        """One file per family, named by one or more keys."""
        file = home / "manifests" / f"{browser.family}.json"
        return tuple(Place(browser.family, file, rf"{key}\{HOST_NAME}") for key in browser.hosts)

    def seen(self, browser: Browser) -> str | None:
        """The first sign of the browser."""
        for sign in browser.signs:
            if found := find(sign, self.resolve(sign), None):
                return found
        return None

    def registered(self, place: Place) -> Path | None:
        """The file that the key names."""
        value = self._registry.read(_key(place))
        return Path(value) if value is not None else None

    def register(self, place: Place, changes: Changes) -> None:
        """Let the key name our file."""
        self._set(_key(place), str(place.file), changes)

    def unregister(self, place: Place, changes: Changes) -> None:
        """Delete the key, and its parent if nothing else is in it."""
        key = _key(place)
        before = self._registry.read(key)
        if before is None:
            return
        self._registry.delete(key)
        changes.on_undo(lambda: self._registry.write(key, before))
        parent = ntpath.dirname(key)
        if self._registry.is_empty(parent):
            self._registry.delete(parent)

    def set_aside(self, place: Place, changes: Changes) -> str:
        """The other program's file stays where it is; its path is kept."""
        return self._registry.read(_key(place)) or ""

    def put_back(self, place: Place, kept: str, changes: Changes) -> None:
        """Let the key name the other program's file again."""
        self._set(_key(place), kept, changes)

    def machine_wide(self, browser: Browser) -> tuple[Path, ...]:
        """The files that the machine's keys name."""
        named = (self._registry.read(rf"{MACHINE_HIVE}{key}\{HOST_NAME}") for key in browser.hosts)
        return tuple(Path(each) for each in named if each)

    def policies(self, browser: Browser) -> dict[str, Any]:
        """The user's policies, then the machine's, which win."""
        merged: dict[str, Any] = {}
        for machine in (False, True) if browser.policies else ():
            merged.update(self._registry.values(browser.policies, machine=machine))
            for name in LISTS:
                entries = self._registry.values(rf"{browser.policies}\{name}", machine=machine)
                if entries:
                    merged[name] = list(entries.values())
        return merged

    def profiles(self, browser: Browser) -> list[Path]:
        """The folders of its user data."""
        return profiles_below(self.resolve(sign) / "User Data" for sign in browser.signs)

    def launcher(self, home: Path) -> Path:
        """The console script that pip made beside the interpreter."""
        folder = Path(self._interpreter).parent
        scripts = folder if folder.name.lower() == "scripts" else folder / "Scripts"
        return scripts / f"{NAME}.exe"

    def launcher_content(self, interpreter: str, home: Path | None) -> bytes | None:
        """Pip has written it."""
        return None

    def _set(self, key: str, value: str, changes: Changes) -> None:
        before = self._registry.read(key)
        self._registry.write(key, value)
        if before is None:
            changes.on_undo(lambda: self._registry.delete(key))
        else:
            changes.on_undo(lambda: self._registry.write(key, before))


class AllOfWindows(Windows):
    """The keys that browsers read for every user; each browser counts as here, since it may be installed later."""

    def places(self, browser: Browser, home: Path) -> tuple[Place, ...]:
        """As a user's, in the other hive."""
        own = super().places(browser, home)
        return tuple(Place(each.family, each.file, f"{MACHINE_HIVE}{each.key}") for each in own)

    def machine_wide(self, browser: Browser) -> tuple[Path, ...]:
        """What comes after these: nothing."""
        return ()

    def seen(self, browser: Browser) -> str | None:
        """One of its keys."""
        return browser.hosts[0]


def _key(place: Place) -> str:
    if place.key is None:
        raise ValueError(place)
    return place.key
