"""This user on this machine: the system, the data folder, the interpreter, and the places that matter."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from native_host import added_extensions
from native_host.paths import HOME_VARIABLE, data_home
from native_host.wire.errors import CompanionError

from . import manifest, manifest_faults, record
from .browsers import CHROMIUM, NMH
from .changes import PRIVATE_FOLDER
from .launcher import MODE
from .linux import Linux, WholeMachine
from .macos import MacOS
from .program import versions
from .system import Place, System
from .windows import AllOfWindows, Windows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .browsers import Browser


@dataclass(frozen=True, slots=True)
class Site:
    """`home_is_chosen`: the data folder is not the default one, so the launcher has to name it.

    `shared`: for all users of the machine; `home` then holds the program and nobody's data.
    """

    system: System
    home: Path
    interpreter: str
    home_is_chosen: bool = False
    shared: bool = False

    @property
    def ids_in(self) -> str:
        """The folder that says which further extensions are served."""
        return str(self.system.resolve(added_extensions.MACHINE) if self.shared else self.home)

    @property
    def folder_mode(self) -> int:
        """Of the folders that are made."""
        return 0o755 if self.shared else PRIVATE_FOLDER

    @property
    def program_mode(self) -> int:
        """Of the scripts that start the program."""
        return 0o755 if self.shared else MODE

    @property
    def launcher(self) -> Path:
        """The program that our manifests name."""
        return self.system.launcher(self.home)

    @property
    def launcher_content(self) -> bytes | None:
        """What belongs into the launcher; None where the companion doesn't write it."""
        return self.system.launcher_content(self.interpreter, self.named_home)

    @property
    def named_home(self) -> Path | None:
        """The data folder, where what we write has to name it."""
        return self.home if self.home_is_chosen else None

    def wanted(self, place: Place) -> bytes:
        """The manifest that belongs there. Raises target_unsafe for a launcher whose path is no text."""
        try:
            return manifest.manifest(place.family, self.launcher, added_extensions.read(self.ids_in))
        except UnicodeEncodeError:
            raise CompanionError(
                "target_unsafe",
                path=str(self.launcher).encode(errors="replace").decode(),
                detail="its name is not valid UTF-8, which a manifest cannot hold",
            ) from None

    def verdict(self, place: Place) -> manifest.Verdict:
        """What is there now."""
        found = self.system.registered(place)
        verdict = manifest.judge(found, self.wanted(place))
        if found != place.file and verdict is manifest.Verdict.CURRENT:
            return manifest.Verdict.STALE
        return verdict

    def browsers_here(self) -> list[Browser]:
        """The browsers of the table that left a sign, in the table's order."""
        return [browser for browser in self.system.browsers if self.system.seen(browser)]

    def machine_wide(self, browser: Browser) -> Path | None:
        """The program that a sound manifest of ours for the whole machine has this browser start, wherever it lies."""
        file, why = self.decides(browser)
        return manifest.launcher_of(file) if file and why is None else None

    def decides(self, browser: Browser) -> tuple[Path | None, str | None]:
        """The manifest for the whole machine that this browser reads, if any, and what is wrong with it."""
        for file in self.system.machine_wide(browser):
            with suppress(FileNotFoundError):
                return file, manifest_faults.fault(file, browser.family)
        return None, None

    def served(self, browser: Browser) -> Path | None:
        """As `machine_wide`, if the user has no manifest, which the browser would take instead."""
        own = (self.system.registered(place) for place in self.system.places(browser, self.home))
        return None if any(own) else self.machine_wide(browser)

    def served_here(self) -> dict[str, Path]:
        """The browsers here that need nothing of the user's: title, and the program that they start."""
        served = ((browser.title, self.served(browser)) for browser in self.browsers_here())
        return {title: launcher for title, launcher in served if launcher}

    def places_of(self, browsers: Iterable[Browser]) -> dict[Place, list[str]]:
        """Each place once, with the titles of the browsers that read it."""
        places: dict[Place, list[str]] = {}
        for browser in browsers:
            for place in self.system.places(browser, self.home):
                places.setdefault(place, []).append(browser.title)
        return places

    def expected(self) -> dict[Place, list[str]]:
        """The places of the browsers here that the machine doesn't serve, and others that the user asked for."""
        places = self.places_of(browser for browser in self.browsers_here() if not self.served(browser))
        for entry in record.load(self.home).manifests:
            places.setdefault(entry.place, self.titles(entry.place))
        return places

    def titles(self, place: Place) -> list[str]:
        """Who reads this place, whether here or not."""
        return self.places_of(self.system.browsers).get(place, ["your own profile folder"])


def custom_profile(folder: Path) -> Place:
    """The place of a Chromium-based browser that is started with --user-data-dir=`folder`."""
    return Place(CHROMIUM, folder.absolute() / NMH / manifest.FILE_NAME)


def here(environ: Mapping[str, str] = os.environ) -> Site:
    """The site of this process; its interpreter is that of the companion's own program, if browsers start that."""
    home = Path(data_home())
    own = versions.current(home)
    return Site(
        system=_system(environ),
        home=home,
        interpreter=versions.python(own) if own else sys.executable,
        # What this terminal's environment says, the desktop that starts the browser need not know.
        home_is_chosen=bool(environ.get(HOME_VARIABLE) or environ.get("XDG_DATA_HOME")),
    )


MACHINE_HOME = Path("/opt/autolab-companion")
"""Where `install --system` keeps the program (FHS 3.0, 3.13)."""


def whole_machine(root: Path = Path("/")) -> Site:
    """All users of this Linux or Windows. Raises command_failed elsewhere."""
    if sys.platform == "win32":
        from .winregistry import WinRegistry

        system = AllOfWindows(os.environ, WinRegistry(), sys.executable)
        return Site(system, Path(added_extensions.MACHINE), sys.executable, shared=True)
    if sys.platform != "linux":
        raise CompanionError("command_failed", detail="--system is for Linux and Windows")
    home = root / MACHINE_HOME.relative_to("/")
    return Site(WholeMachine(os.environ, root), home, sys.executable, shared=True)


def _system(environ: Mapping[str, str]) -> System:
    if sys.platform == "win32":
        from .winregistry import WinRegistry

        return Windows(environ, WinRegistry(), sys.executable)
    return MacOS(environ) if sys.platform == "darwin" else Linux(environ)
