"""The databases in the data folder: receipts and jobs of staff, which are precious, and the cache, which is not."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

from native_host.storage import cache, staff_jobs
from native_host.storage.disk_errors import catalogued, is_damage
from native_host.storage.file_system import is_shared
from native_host.storage.opening import SIDE_FILES
from native_host.storage.submissions import journal, tally
from native_host.storage.submissions.survey import loss
from native_host.vault import safe_files
from native_host.wire.errors import CompanionError

from ..changes import is_foreign
from ..findings import NOTE, PROBLEM, WARNING, Finding
from . import quietly

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from native_host.wire.error_names import ErrorName

    from ..site import Site

FILES = {
    journal.FILE: "Your receipts",
    staff_jobs.FILE: "Your imports from tables",
    cache.FILE: "The remembered answers",
}
"""File and whose it is."""
_PRECIOUS: dict[str, ErrorName] = {journal.FILE: "ledger_damaged", staff_jobs.FILE: "jobs_damaged"}
"""What the host says of a damaged one."""
_PRIVATE_FILE = 0o600
_REBUILT = "Nothing is lost: restart the browser, and they are fetched again."
_WAL = b"\x02\x02"
"""Read and write version of a database with a write-ahead log, from its 19th byte (sqlite.org/fileformat.html)."""


def unsound(site: Site) -> Iterator[Finding]:
    """A database that the host would refuse, that is empty, or that SQLite finds damaged."""
    for name, whose in FILES.items():
        path = site.home / name
        for file in (path, *(path.with_name(name + suffix) for suffix in SIDE_FILES)):
            yield from _unsafe(file, whose)
        if path.is_file():
            yield from _damaged(path, whose)
    yield from _unsafe(site.home / tally.FILE, "The numbers of your receipts")


def mode(site: Site) -> Iterator[Finding]:
    """What the place of the data folder does not allow, and what the companion does instead."""
    if not site.home.is_dir():
        return
    path = site.home / cache.FILE
    if is_shared(str(site.home)):
        yield Finding(
            NOTE,
            "The data folder lies where other machines may use it too.",
            f"{site.home} is on a network file system, so no write-ahead log is used.",
            "Use the companion on one machine at a time, or choose a local folder with AUTOLAB_COMPANION_HOME.",
        )
    elif path.is_file() and path.stat().st_size and path.read_bytes()[18:20] != _WAL:
        yield Finding(
            NOTE,
            "The remembered answers are kept without a write-ahead log.",
            f"The file system of {site.home} does not share memory between programs; everything works without it.",
            "For more speed choose a folder on another disk with AUTOLAB_COMPANION_HOME.",
        )


def losses(site: Site) -> Iterator[Finding]:
    """Receipts that are missing, damaged or older than they were."""
    services = quietly.services_of(site)
    if services is None:
        return
    try:
        if services.vault.status()["state"] != "open":
            return  # said by the vault's own check
        with closing(journal.Journal(str(site.home), services.vault)) as book:
            found = book.survey()
    except CompanionError as error:
        if error.name not in {"ledger_damaged", "storage_unsafe"}:  # said by the checks of these files
            yield Finding.of(error, "Your receipts cannot be read.")
        return
    lost = loss(found) or {"missing": 0, "since": None, "outdated": 0, "doubt": False}
    words = [
        f"unreadable: {found.unreadable}" if found.unreadable else None,
        f"missing: {lost['missing']}, the oldest of them sent {lost['since']}" if lost["missing"] else None,
        f"as they were before their last change: {lost['outdated']}" if lost["outdated"] else None,
        f"perhaps more: {site.home / tally.FILE}, which would tell, was lost" if lost["doubt"] else None,
    ]
    if not found.complete:
        yield Finding(
            WARNING,
            "Receipts were lost or damaged.",
            f"Receipts {'; '.join(filter(None, words))}.",
            "Bring them back with `autolab-companion receipts import FILE`. If you have no export, "
            "`autolab-companion receipts verify --accept-losses` ends this warning.",
        )


def _unsafe(file: Path, whose: str) -> Iterator[Finding]:
    try:
        safe_files.check_file(str(file))
    except CompanionError as error:
        found = file.lstat()
        ours = stat.S_ISREG(found.st_mode) and not is_foreign(found)
        yield Finding(
            PROBLEM,
            f"{whose} lie in a file that the host refuses.",
            error.message,
            "Do what is named there, then try again.",
            partial(file.chmod, _PRIVATE_FILE) if ours else None,
        )


def _damaged(path: Path, whose: str) -> Iterator[Finding]:
    error = _PRECIOUS.get(path.name)
    remedy = _REBUILT if error is None else CompanionError(error, path=str(path)).remedy
    level = WARNING if error is None else PROBLEM
    if not path.stat().st_size:
        yield Finding(level, f"{whose} lie in an empty file.", f"{path} has 0 bytes.", remedy)
        return
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            said = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the latter of SQLite's words about a spoilt name
        if isinstance(error, sqlite3.Error) and not is_damage(error):
            yield Finding.of(catalogued(error, str(path)), f"{whose} cannot be opened.")
            return
        said = [str(error)]
    if said != ["ok"]:
        yield Finding(level, f"{whose} are damaged.", f"{path}: {'; '.join(said)}.", remedy)
