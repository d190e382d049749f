"""Registering the host: the launcher, a manifest per place, the record. All of it or nothing."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from native_host import added_extensions
from native_host.wire.errors import CompanionError

from . import launcher, manifest, record
from .changes import Changes
from .extension_folder import OLD, bring
from .manifest import Verdict
from .program import versions
from .program.own import with_program

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .site import Site
    from .system import Place

WORDS = {
    Verdict.MISSING: "written",
    Verdict.CURRENT: "already right",
    Verdict.STALE: "brought up to date",
    Verdict.BROKEN: "replaced; the damaged file is kept",
    Verdict.FOREIGN: "replaced; the other file is kept",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done at one place; `error` is why it could not be, and then everything there is as it was."""

    place: Place
    before: Verdict | None = None
    error: CompanionError | None = None

    @property
    def is_done(self) -> bool:
        """Whether everything there is as it is to be."""
        return self.before is Verdict.CURRENT

    @property
    def words(self) -> str:
        """For the user."""
        return WORDS[self.before] if self.before else f"not done. {self.error.message if self.error else ''}"


def install(
    site: Site,
    places: Iterable[Place],
    *,
    force: bool = False,
    command_in: Path | None = None,
    made_before: Iterable[Path] = (),
    extension_ids: Iterable[str] = (),
) -> list[Outcome]:
    """Register the host at the places; a place that cannot be used keeps no other from it.

    `command_in`: a folder of the user's PATH that is to have the command of the site's own program. `made_before`:
    folders that were made to bring that program. `extension_ids`: further extensions to serve.

    Raises interpreter_unusable, target_unsafe, install_failed where the launcher or the record cannot be written, and
    what is wrong with the first place if none can be used; everything is then as it was.
    """
    wanted = {
        place: site.wanted(place) for place in places
    }  # a launcher that no manifest can name serves nobody
    done: list[Outcome] = []
    with Changes(site.folder_mode) as changes:
        made = record.load(site.home)
        made.folders += [str(folder) for folder in made_before]
        changes.make_folder(site.home)
        _add_extensions(site, extension_ids, changes)
        site = with_program(site, changes)
        launcher.check_interpreter(site.interpreter)
        switch(site, made, changes)
        for place in wanted:
            try:
                with Changes(site.folder_mode) as here:
                    before, kept = _register(site, place, here, force=force)
            except CompanionError as error:
                done.append(Outcome(place, error=error))
                continue
            changes.take_over(here)
            made.put(place, kept)
            done.append(Outcome(place, before))
        if done and all(outcome.error for outcome in done):
            raise next(outcome.error for outcome in done if outcome.error)
        if command_in and changes.link(command_in / launcher.COMMAND.name, site.home / launcher.COMMAND):
            made.link = str(command_in / launcher.COMMAND.name)
        made.folders += [str(folder) for folder in changes.made_folders]
        record.save(site.home, made, changes)
    return done


def _add_extensions(site: Site, identifiers: Iterable[str], changes: Changes) -> None:
    """Note further extensions, for these manifests, later ones and the host."""
    known = added_extensions.read(site.ids_in)
    wanted = list(dict.fromkeys([*known, *identifiers]))
    if wanted != known:
        content = json.dumps(wanted).encode() + b"\n"
        changes.write(Path(site.ids_in, added_extensions.FILE), content, manifest.FILE_MODE)


def switch(site: Site, made: record.Record, changes: Changes) -> None:
    """Have browsers start the site's interpreter from now on, and note which program it replaces."""
    before = versions.current(site.home)
    write_launcher(site, changes)
    now = versions.of(site.home, site.interpreter)
    if now is None:
        return
    bring(now, site.home, changes)
    if site.launcher_content is not None:  # else the program brings its own .exe
        command = launcher.command(site.interpreter, site.named_home)
        changes.write(site.home / launcher.COMMAND, command, site.program_mode)
    if before and before != now:
        made.previous = before.name


def tidy(home: Path) -> None:
    """Delete what a switch that went well has left: programs nobody needs any more, and the extension before."""
    versions.prune(home)
    shutil.rmtree(home / OLD, ignore_errors=True)


def write_launcher(site: Site, changes: Changes) -> None:
    """Write the launcher where that is our task; where pip writes it, see that it is there."""
    content = site.launcher_content
    if content is not None:
        changes.write(site.launcher, content, site.program_mode)
    elif not site.launcher.exists():
        raise CompanionError(
            "interpreter_unusable", interpreter=site.interpreter, detail=f"{site.launcher} is missing"
        )
    elif site.shared and site.launcher.is_relative_to(Path.home()):
        raise CompanionError(
            "interpreter_unusable",
            interpreter=site.interpreter,
            detail="it lies in a user's own folder, where the others cannot start it",
        )


def _register(site: Site, place: Place, changes: Changes, *, force: bool) -> tuple[Verdict, str | None]:
    changes.make_folder(place.file.parent)  # refuses a linked or foreign folder before anything in it is read
    wanted = site.wanted(place)
    before = site.verdict(place)
    if before is Verdict.CURRENT:
        return before, None
    if before is Verdict.FOREIGN and not force:
        raise CompanionError("manifest_foreign", path=str(site.system.registered(place)))
    kept = None
    if before in {Verdict.FOREIGN, Verdict.BROKEN}:
        kept = site.system.set_aside(place, changes)
    changes.write(place.file, wanted, manifest.FILE_MODE)
    site.system.register(place, changes)
    return before, kept
