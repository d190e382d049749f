"""What the installer wrote, kept in the data folder, so that uninstall takes away all of it and nothing else."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from .system import Place

if TYPE_CHECKING:
    from .changes import Changes

FILE_MODE = 0o600
NAME = "install.json"
WELCOME = "welcome.html"
"""The page that the installer file has shown; beside the record."""


@dataclass(frozen=True, slots=True)
class Registered:
    """One registered manifest; `kept` is what the system needs to put a foreign one back."""

    family: str
    file: str
    key: str | None = None
    kept: str | None = None

    @property
    def place(self) -> Place:
        """The place it was written to."""
        return Place(self.family, Path(self.file), self.key)


@dataclass(slots=True)
class Record:
    """All that was written: manifests, and folders that were not there before, outermost first.

    `previous`: the program that browsers started before the current one; `link`: where the command is on the PATH.
    """

    manifests: list[Registered] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    previous: str | None = None
    link: str | None = None

    def put(self, place: Place, kept: str | None) -> None:
        """Remember a manifest; what an earlier run kept stays kept."""
        for index, entry in enumerate(self.manifests):
            if entry.place == place:
                self.manifests[index] = Registered(
                    place.family, str(place.file), place.key, kept or entry.kept
                )
                return
        self.manifests.append(Registered(place.family, str(place.file), place.key, kept))

    def kept(self, place: Place) -> str | None:
        """What was set aside for the manifest at this place."""
        return next((entry.kept for entry in self.manifests if entry.place == place), None)


def path(home: Path) -> Path:
    """Where the record of the data folder `home` lies."""
    return home / NAME


def load(home: Path) -> Record:
    """The record; an empty one if there is none or it is damaged (the table still finds our manifests)."""
    try:
        return msgspec.json.decode(path(home).read_bytes(), type=Record)
    except (OSError, msgspec.DecodeError):
        return Record()


def save(home: Path, record: Record, changes: Changes) -> None:
    """Write the record."""
    data = json.dumps(asdict(record), indent=2).encode() + b"\n"
    changes.write(path(home), data, FILE_MODE)
