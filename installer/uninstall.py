"""Taking away what `install` wrote, and with purge the user's data; then proving that nothing is left."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from native_host.vault import key_management
from native_host.vault.vault import Vault

from . import record
from .changes import Changes
from .manifest import Verdict

if TYPE_CHECKING:
    from native_host.vault.key_management import Fate

    from .site import Site
    from .system import Place

OURS = frozenset({Verdict.CURRENT, Verdict.STALE})
DATA_FOLDERS = ("vault", "locks", "spool", "bin", "manifests")
"""Everything the companion makes in its data folder once the vault's own erasure has run; the rest is not ours."""


@dataclass(slots=True)
class Removal:
    """What went, what came back, and what stayed because it is not ours."""

    removed: list[str] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def uninstall(site: Site) -> Removal:
    """Remove manifests, launcher and record, and folders made for them. Raises target_unsafe or install_failed."""
    made = record.load(site.home)
    done = Removal()
    with Changes() as changes:
        for place in _removable(site, made, done):
            changes.remove(place.file)
            site.system.unregister(place, changes)
            done.removed.append(place.words)
            if kept := made.kept(place):
                site.system.put_back(place, kept, changes)
                done.restored.append(place.words)
        if site.launcher_content is not None and changes.remove(site.launcher):
            done.removed.append(str(site.launcher))
        changes.remove(record.path(site.home))
        _remove_empty(made.folders, changes)
    return done


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
    files = [record.path(site.home)]
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
