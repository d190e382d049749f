"""The data folder and the key of the vault in it."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from native_host.vault import key_management, key_status, safe_files
from native_host.wire.errors import CompanionError

from ..changes import PRIVATE_FOLDER, is_foreign
from ..findings import NOTE, PROBLEM, WARNING, Finding
from ..uninstall import DATA_FOLDERS
from . import quietly

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..site import Site


TRIAL_BYTES = 262_144
"""What a receipt, its journal and a sealed record take at most."""
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def unsafe(site: Site) -> Iterator[Finding]:
    """A data folder that the host would refuse, or that it cannot write to."""
    try:
        there = safe_files.check_folder(str(site.home))
    except CompanionError as error:
        found = site.home.lstat()
        ours = stat.S_ISDIR(found.st_mode) and not is_foreign(found)
        fix = partial(site.home.chmod, PRIVATE_FOLDER) if ours else None
        yield Finding(
            PROBLEM,
            "The host refuses its data folder.",
            error.message,
            "Do what is named there, then try again.",
            fix,
        )
        return
    if there and not os.access(site.home, os.W_OK | os.X_OK):
        yield Finding(
            PROBLEM,
            "The host cannot write to its data folder.",
            f"{site.home} is not writable, or its disk is mounted read-only.",
            f"Make {site.home} writable again.",
        )


def unsafe_parts(site: Site) -> Iterator[Finding]:
    """Folders in the data folder that are links, somebody else's or open to others: the host refuses them."""
    for name in DATA_FOLDERS:
        folder = site.home / name
        try:
            safe_files.check_folder(str(folder))
        except CompanionError as error:
            found = folder.lstat()
            ours = stat.S_ISDIR(found.st_mode) and not is_foreign(found)
            fix = partial(folder.chmod, PRIVATE_FOLDER) if ours else None
            yield Finding(
                PROBLEM,
                "The host refuses a part of its data folder.",
                error.message,
                "Do what is named there, then try again.",
                fix,
            )


def full(site: Site) -> Iterator[Finding]:
    """A disk or a quota without room for what one submission writes."""
    if not site.home.is_dir():
        return
    trial = site.home / f".doctor-{os.getpid()}"
    try:
        trial.write_bytes(b"\0" * TRIAL_BYTES)
    except OSError as error:
        if error.errno in NO_ROOM:
            yield Finding(
                PROBLEM,
                "There is no room for what the companion writes.",
                f"{site.home}: {error.strerror}.",
                "Free some disk space or quota, or choose another folder with AUTOLAB_COMPANION_HOME.",
            )
    finally:
        with suppress(OSError):
            trial.unlink(missing_ok=True)


def inside_snap(site: Site) -> Iterator[Finding]:
    """A snap's terminal (that of an editor, say) moves the data folder into the snap, where browsers can't start it."""
    if "snap" in site.home.parts:
        yield Finding(
            WARNING,
            "The data folder lies in a snap's own folder.",
            f"{site.home}: this terminal belongs to a snap, which moves your data there.",
            "Run `autolab-companion install` in a terminal of your desktop.",
        )


def locked(site: Site) -> Iterator[Finding]:
    """A vault that waits for its passphrase, behind which nothing can be examined."""
    services = quietly.services_of(site)
    if services is None:
        return
    try:
        state = services.vault.status()["state"]
    except CompanionError:
        return  # said by the next check
    if state == "locked":
        yield Finding(
            NOTE,
            "The vault is locked.",
            "Its key is kept by your passphrase, so servers, sign-ins and receipts were not examined.",
            "Unlock it in the companion's popup.",
        )


def custody(site: Site) -> Iterator[Finding]:
    """A vault that cannot be read, or whose note about the key is damaged."""
    services = quietly.services_of(site)
    if services is None:
        return
    vault = services.vault
    try:
        state = vault.status()["state"]
        if state == "open":
            vault.records()
        metadata = vault.key_store.metadata()
    except CompanionError as error:
        yield Finding.of(error, "The vault cannot be used.")
        return
    if state in key_status.UNREADABLE:
        yield Finding.of(CompanionError(key_status.UNREADABLE[state]), "The vault cannot be read.")
    if state == "open" and metadata is not None and metadata.recovered:
        yield Finding(
            WARNING,
            "The note that says where the key is kept is damaged or missing.",
            f"The key was found all the same, with custody {metadata.custody}.",
            "It is written anew with the next change, or now by `autolab-companion doctor --fix`.",
            partial(key_management.repair, vault),
        )
