"""Taking away what `install` wrote, and with purge the user's data; then proving that nothing is left."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from native_host import added_extensions
from native_host.vault import key_management
from native_host.vault.vault import Vault
from native_host.wire.errors import CompanionError

from . import extension_folder, record
from .changes import Changes
from .launcher import COMMAND
from .manifest import Verdict, launcher_of
from .program import versions

if TYPE_CHECKING:
    from native_host.vault.key_management import Fate

    from .site import Site
    from .system import Place

OURS = frozenset({Verdict.CURRENT, Verdict.STALE})
DATA_FOLDERS = ("vault", "locks", "spool", "bin", "manifests", "log")
"""Everything the companion makes in its data folder once the vault's own erasure has run; the rest is not ours."""


@dataclass(slots=True)
class Removal:
    """What went, what came back, and what stayed because it is not ours."""

    removed: list[str] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    failed: list[CompanionError] = field(default_factory=list)


def uninstall(site: Site) -> Removal:
    """Remove manifests, launcher and record, and folders made for them.

    A manifest that cannot be removed keeps nothing else from it. Raises target_unsafe or install_failed where the
    launcher or the record cannot be.
    """
    made = record.load(site.home)
    done = Removal()
    for place in _removable(site, made, done):
        try:
            _take_away(site, place, made.kept(place), done)
        except CompanionError as error:
            done.failed.append(error)
    with Changes() as changes:
        if site.launcher_content is not None and changes.remove(site.launcher):
            done.removed.append(str(site.launcher))
        changes.remove(site.home / COMMAND)
        changes.remove(site.home / record.WELCOME)
        changes.remove(Path(site.ids_in, added_extensions.FILE))
        if made.link and changes.unlink(Path(made.link), site.home / COMMAND):
            done.removed.append(made.link)
        changes.remove(record.path(site.home))
        _remove_empty(made.folders, changes)
    return done


def _take_away(site: Site, place: Place, kept: str | None, done: Removal) -> None:
    """Remove one manifest and put back what was there before us, unless that was damaged and served nobody."""
    with Changes() as changes:
        changes.remove(place.file)
        site.system.unregister(place, changes)
        if kept:
            site.system.put_back(place, kept, changes)
            if site.verdict(place) is Verdict.BROKEN:
                changes.remove(place.file)
                site.system.unregister(place, changes)
                kept = None
    done.removed.append(place.words)
    if kept:
        done.restored.append(place.words)


def other_homes(site: Site) -> list[Path]:
    """Data folders of ours, other than the site's, whose hosts browsers still find: installed with another setting."""
    launchers = (launcher_of(site.system.registered(place)) for place in site.places_of(site.system.browsers))
    homes = {
        launcher.parent.parent
        for launcher in launchers
        if launcher is not None and launcher.parent.name == "bin"
    }
    return sorted(home for home in homes if home != site.home and home.is_dir())


def purge(site: Site) -> Fate:
    """Delete the data folder's content, after `uninstall`; returns the key's fate, as key_management.erase does."""
    if not site.home.exists():
        return "absent"
    vault = Vault(str(site.home))
    vault.ask_again()  # who types a command wants to be asked
    fate = key_management.erase(vault)
    for name in DATA_FOLDERS:
        folder = site.home / name
        if folder.is_dir() and not folder.is_symlink():
            shutil.rmtree(folder)
    with Changes() as changes:
        changes.remove_folder(site.home)
    return fate


def remove_folders(folders: list[str]) -> None:
    """Remove those of the folders that are empty, innermost first."""
    with Changes() as changes:
        _remove_empty(folders, changes)


def remains(site: Site) -> list[str]:
    """Whatever of ours is still there for a browser to find; empty after a complete `uninstall`."""
    places = site.places_of(site.system.browsers)
    found = [place.words for place in places if site.verdict(place) in OURS]
    files = [
        record.path(site.home),
        site.home / COMMAND,
        site.home / record.WELCOME,
        site.home / extension_folder.NAME,
    ]
    files.append(versions.programs(site.home))
    if site.launcher_content is not None:
        files.append(site.launcher)
    return found + [str(file) for file in files if file.exists()]


def _removable(site: Site, made: record.Record, done: Removal) -> list[Place]:
    recorded = [entry.place for entry in made.manifests]
    places = dict.fromkeys([*recorded, *site.places_of(site.system.browsers)])
    removable = []
    for place in places:
        verdict = site.verdict(place)
        if verdict in OURS or (verdict is Verdict.BROKEN and place in recorded):
            removable.append(place)
        elif verdict is not Verdict.MISSING:
            done.left.append(place.words)
    return removable


def _remove_empty(folders: list[str], changes: Changes) -> None:
    for folder in reversed(folders):
        changes.remove_folder(Path(folder))
