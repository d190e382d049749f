"""Can each browser find the host? The number one complaint about native messaging, cause by cause."""

from __future__ import annotations

import os
import shlex
import stat
from functools import partial
from typing import TYPE_CHECKING

from native_host.paths import HOME_VARIABLE
from native_host.wire.errors import CompanionError

from .. import record
from ..changes import is_foreign, refuse_foreign
from ..findings import PROBLEM, WARNING, Finding
from ..install import install
from ..manifest import FILE_MODE, Verdict
from ..uninstall import other_homes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..site import Site
    from ..system import Place

OTHERS_WRITE = 0o022


def no_browser(site: Site) -> Iterator[Finding]:
    """Nothing to register the host with."""
    if not site.expected() and not site.served_here():
        yield Finding(
            WARNING,
            "No browser that the companion knows was found.",
            "None has left a profile here and none is on the PATH.",
            "Install Chromium, Chrome or Firefox, or run `autolab-companion install --browser NAME`.",
        )


def other_folder(site: Site) -> Iterator[Finding]:
    """Browsers start a host of another data folder, and in this one nothing was installed.

    So it is this terminal that is led astray, by its environment: mending would give browsers an empty folder.
    """
    try:
        record.path(site.home).lstat()
    except FileNotFoundError:
        pass
    except OSError:
        return  # the checks of the data folder say why
    else:
        return
    for home in other_homes(site):
        yield Finding(
            PROBLEM,
            "The companion was installed with another data folder.",
            f"Browsers use {home}, this command looks into {site.home}: the environment was another then.",
            f"Run `{HOME_VARIABLE}={shlex.quote(str(home))} autolab-companion doctor`, or `autolab-companion install` "
            "to have browsers use this folder from now on.",
        )


def missing(site: Site) -> Iterator[Finding]:
    """Browsers that are here but know nothing of the host."""
    for place, who in _judged(site, Verdict.MISSING):
        yield Finding(
            PROBLEM,
            f"{who} cannot find the host.",
            f"{place.words} is missing.",
            "Run `autolab-companion install`.",
            partial(install, site, [place]),
        )


def stale(site: Site) -> Iterator[Finding]:
    """Manifests of ours that name another launcher or other extensions than today's."""
    for place, who in _judged(site, Verdict.STALE):
        yield Finding(
            PROBLEM,
            f"{who} may start the wrong host.",
            f"{place.words} was written by another version or installation of the companion.",
            "Run `autolab-companion install`.",
            partial(install, site, [place]),
        )


def broken(site: Site) -> Iterator[Finding]:
    """Files that no browser can read."""
    for place, who in _judged(site, Verdict.BROKEN):
        yield Finding(
            PROBLEM,
            f"{who} cannot read the host's manifest.",
            f"{place.words} is not valid JSON.",
            "Run `autolab-companion install`; it keeps a copy of the damaged file.",
            partial(install, site, [place]),
        )


def foreign(site: Site) -> Iterator[Finding]:
    """Somebody else's manifest under our name: never touched without --force."""
    for place, who in _judged(site, Verdict.FOREIGN):
        yield Finding(
            PROBLEM,
            f"{who} would start a program that is not the companion's.",
            f"{site.system.registered(place)} was not written by the companion.",
            "Look at that file; `autolab-companion install --force` replaces it and keeps a copy.",
        )


def unsafe_folder(site: Site) -> Iterator[Finding]:
    """Folders of manifests that lead elsewhere or that others may write to."""
    for folder in dict.fromkeys(place.file.parent for place in site.expected()):
        if not folder.exists() and not folder.is_symlink():
            continue
        try:
            refuse_foreign(folder)
        except CompanionError as error:
            yield Finding.of(error, "Browsers may be led astray.")
            continue
        yield from _open_to_others(folder, 0o755)


def unsafe_file(site: Site) -> Iterator[Finding]:
    """Manifests of ours that others may change, or that belong to them."""
    for place in site.expected():
        if site.verdict(place) in {Verdict.CURRENT, Verdict.STALE}:
            yield from _open_to_others(place.file, FILE_MODE)


def _judged(site: Site, verdict: Verdict) -> Iterator[tuple[Place, str]]:
    for place, titles in site.expected().items():
        if site.verdict(place) is verdict:
            yield place, " and ".join(titles)


def _open_to_others(path: Path, mode: int) -> Iterator[Finding]:
    if os.name == "nt":
        return
    found = path.lstat()
    if is_foreign(found):
        yield Finding(
            PROBLEM,
            f"{path} belongs to another user.",
            f"Its owner has the id {found.st_uid}, perhaps because it was installed with sudo.",
            "Remove it as that user, then run `autolab-companion install` without sudo.",
        )
    elif found.st_mode & OTHERS_WRITE & ~(0o020 if stat.S_ISDIR(found.st_mode) else 0):
        yield Finding(
            PROBLEM,
            f"Other users may change {path}.",
            f"Its mode is {stat.S_IMODE(found.st_mode):04o}.",
            f"Run `chmod {mode:o} '{path}'`.",
            partial(path.chmod, mode),
        )
