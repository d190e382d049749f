"""`autolab-companion upgrade`: have browsers start this version, or that of an installer's file."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from native_host.wire.errors import CompanionError

from .. import probe, record
from ..changes import Changes
from ..install import switch, tidy
from ..program.own import with_program
from ..site import here

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        help="the installer (.run) of another version; without it, this command's own",
    )


def run(args: argparse.Namespace) -> int:
    """Switch once the new host has answered; everything is as it was otherwise. Raises host_silent."""
    if args.file is not None:
        return _by(args.file)
    site = replace(here(), interpreter=sys.executable)
    with Changes() as changes:
        changes.make_folder(site.home)
        made = record.load(site.home)
        switch(with_program(site, changes), made, changes)
        greeting = probe.say_hello(site.launcher)
        record.save(site.home, made, changes)
    tidy(site.home)
    print(
        f"Browsers start version {greeting.version} from now on; those that run keep theirs until they are restarted."
    )
    if made.previous:
        print("Back to the one before: autolab-companion rollback")
    return 0


def _by(file: Path) -> int:
    """Let the installer bring its program and run this command of it."""
    if not file.is_file():
        raise CompanionError("program_unusable", path=str(file), detail="there is no such file")
    sys.stdout.flush()
    return subprocess.run(["/bin/sh", str(file.absolute()), "upgrade"], check=False).returncode  # noqa: S603 - what the user named
