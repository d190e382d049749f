"""`autolab-companion rollback`: have browsers start the version again that they started before the last upgrade."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from native_host.wire.errors import CompanionError

from .. import probe, record
from ..changes import Changes
from ..install import switch
from ..program import versions
from ..site import here

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(_args: argparse.Namespace) -> int:
    """Switch once that host has answered. Raises program_unusable if there is none to go back to, host_silent."""
    site = here()
    if site.launcher_content is None:  # Windows: manifests name the program's own .exe
        raise CompanionError(
            "command_failed", detail="on Windows, start the installer of the version that you want"
        )
    made = record.load(site.home)
    if made.previous is None:
        raise CompanionError(
            "program_unusable",
            path=str(versions.programs(site.home)),
            detail="no earlier version is kept there",
        )
    earlier = versions.programs(site.home) / made.previous
    if not Path(versions.python(earlier)).exists():
        raise CompanionError("program_unusable", path=str(earlier), detail="it is gone or incomplete")
    with Changes() as changes:
        switch(replace(site, interpreter=versions.python(earlier)), made, changes)
        greeting = probe.say_hello(site.launcher)
        record.save(site.home, made, changes)
    print(f"Browsers start version {greeting.version} again; those that run keep theirs until a restart.")
    return 0
