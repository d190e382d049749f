"""Can the program that the manifests name be started, and does it start this installation?"""

from __future__ import annotations

import os
import stat
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from native_host import __version__
from native_host.wire.errors import CompanionError

from .. import precompile, probe, record
from ..changes import Changes
from ..findings import PROBLEM, WARNING, Finding
from ..install import switch
from ..launcher import FORMER_HOST, MODE, started_by
from ..program import versions
from ..program.own import with_program
from ..uninstall import OURS
from . import quietly

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..launcher import Started
    from ..site import Site

SLOW = 2.0
"""Seconds; ten times what a start costs on a slow laptop."""


def missing(site: Site) -> Iterator[Finding]:
    """Manifests without the program they name."""
    if not site.launcher.exists() and any(site.verdict(place) in OURS for place in site.expected()):
        yield Finding(
            PROBLEM,
            "The host cannot be started.",
            f"{site.launcher} is missing.",
            "Run `autolab-companion install`.",
            partial(_rewrite, site),
        )


def wrong_interpreter(site: Site) -> Iterator[Finding]:
    """A launcher for a Python that moved or vanished, for another installation, or by an earlier version."""
    content = site.launcher_content
    if content is None or not site.launcher.is_file() or site.launcher.read_bytes() == content:
        return
    level, cause = _what_it_starts(site, started_by(site.launcher.read_bytes()))
    yield Finding(
        level,
        "The launcher does not start this installation of the companion.",
        cause,
        "Run `autolab-companion install`.",
        partial(_rewrite, site),
    )


def _what_it_starts(site: Site, started: Started | None) -> tuple[str, str]:
    """Level and cause of a launcher whose content is not today's."""
    if started is None:
        return PROBLEM, f"{site.launcher} was changed by hand or damaged."
    if not Path(started.interpreter).exists():
        return PROBLEM, f"{started.interpreter} has moved or was removed, perhaps by an upgrade of Python."
    if started.interpreter != site.interpreter:
        return WARNING, f"It starts {started.interpreter}; this command belongs to {site.interpreter}."
    if started.arguments == FORMER_HOST:
        return PROBLEM, f"{site.launcher} was written by version 0.1.0, and this version starts otherwise."
    return WARNING, f"{site.launcher} was written by another version, or for another data folder."


def other_version(site: Site) -> Iterator[Finding]:
    """Browsers start a program of another version than this command's, as after an upgrade by pip or pipx."""
    program = versions.current(site.home)
    if program is None or versions.of(site.home, sys.executable) == program:
        return
    version = program.name.rpartition("-")[0]
    if version != __version__:
        yield Finding(
            WARNING,
            f"Browsers start version {version} of the companion; this command is {__version__}.",
            f"The launcher starts {program}.",
            "Run `autolab-companion upgrade` for this version.",
        )


def wrong_mode(site: Site) -> Iterator[Finding]:
    """A launcher that cannot be run, or that others may change."""
    if site.launcher_content is None or not site.launcher.is_file():
        return
    mode = stat.S_IMODE(site.launcher.stat().st_mode)
    if mode & 0o022 or not mode & stat.S_IXUSR:
        yield Finding(
            PROBLEM,
            "Other users may change the launcher." if mode & 0o022 else "The launcher may not be run.",
            f"The mode of {site.launcher} is {mode:04o}.",
            f"Run `chmod {MODE:o} '{site.launcher}'`.",
            partial(site.launcher.chmod, MODE),
        )


def host(site: Site) -> Iterator[Finding]:
    """Start the host as a browser does and have it try what it will need; one that cannot be run was found above."""
    for launcher in dict.fromkeys((site.launcher, *site.served_here().values())):
        if os.access(launcher, os.X_OK):
            yield from _troubles(launcher, quiet=not site.home.is_dir() or quietly.opened(site).is_quiet)


def _troubles(launcher: Path, *, quiet: bool) -> Iterator[Finding]:
    """`quiet`: it can try the vault without a keychain asking; else it only says hello."""
    begun = time.monotonic()
    try:
        troubles = probe.self_check(launcher) if quiet else probe.answers_all(launcher)
    except CompanionError as silent:
        yield Finding(
            PROBLEM,
            "The host does not answer.",
            silent.message,
            "Reinstall the companion; if it persists, report a bug with this text.",
        )
        return
    for part, error in troubles:
        yield Finding(
            PROBLEM, _PARTS.get(part, "The host does not work."), error["message"], error["data"]["remedy"]
        )
    if time.monotonic() - begun > SLOW:
        yield from _slow(launcher)


def _slow(launcher: Path) -> Iterator[Finding]:
    seconds = probe.say_hello(launcher).seconds
    if seconds > SLOW:
        yield Finding(
            WARNING,
            f"The host takes {seconds:.1f} s to answer.",
            "Its compiled files are missing, or the disk or a virus scanner is slow.",
            "Run `autolab-companion doctor --fix`; leave the companion's folder out of the virus scan.",
            precompile.precompile,
        )


_PARTS = {
    "modules": "The host is incomplete.",
    "folder": "The host cannot write to its data folder.",
    "vault": "The host cannot use the vault.",
    "receipts": "The host cannot use your receipts.",
    "imports": "The host cannot use your imports from tables.",
    "cache": "The host cannot use the remembered answers.",
}


def _rewrite(site: Site) -> None:
    with Changes() as changes:
        changes.make_folder(site.home)
        made = record.load(site.home)
        switch(with_program(site, changes), made, changes)
        record.save(site.home, made, changes)
