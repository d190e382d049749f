"""What a host mends when it has started: manifests of ours that an earlier version wrote, or that name what is gone.

So one browser that still finds the host has the others find it too.
"""

from __future__ import annotations

import os
import sys

from native_host.wire.errors import CompanionError

from . import manifest, record
from .changes import Changes
from .launcher import started_by
from .manifest import Verdict
from .site import Site, here


def mend_manifests() -> None:
    """Bring recorded manifests up to date, if it is this very program that the launcher starts. Never raises."""
    try:
        site = here()
        if site.launcher.is_file() and _starts_us(site):
            for entry in record.load(site.home).manifests:
                _mend(site, entry)
    except (CompanionError, OSError):
        return  # the doctor tells; nobody has asked here


def _starts_us(site: Site) -> bool:
    started = started_by(site.launcher.read_bytes())
    return started is not None and started.interpreter == sys.executable


def _mend(site: Site, entry: record.Registered) -> None:
    place = entry.place
    if site.verdict(place) is not Verdict.STALE:
        return
    named = manifest.launcher_of(site.system.registered(place))
    if named != site.launcher and named is not None and os.access(named, os.X_OK):
        return  # another installation of the companion that works
    with Changes() as changes:
        changes.write(place.file, site.wanted(place), manifest.FILE_MODE)
        site.system.register(place, changes)
