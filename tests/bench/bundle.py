"""The installer file with its own interpreter: its size, what it becomes, and how fast its host starts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from installer import launcher
from native_host.identity import CHROMIUM_ORIGINS
from tests.wheel import build

from .startup import ROUNDS, spawn_to_reply
from .table import Row, in_turn

ROOT = Path(__file__).parents[2]
MEGA = 1_000_000


def installer_file(folder: Path) -> Path:
    """That of `make dist` if it is there, else one built now, for which the package index is asked."""
    for made in (ROOT / "build/dist").glob("*.run"):
        return made
    subprocess.run(["make", "-s", "extension"], cwd=ROOT, check=True)
    wheel = build(ROOT, folder)
    subprocess.run(
        [ROOT / ".ci/bundle", wheel, "build/extension", folder], cwd=ROOT, check=True, capture_output=True
    )
    (made,) = folder.glob("*.run")
    return made


def rows(folder: Path) -> list[Row]:
    """Install it for a user of its own; both hosts are started through a launcher, as browsers start them."""
    file = installer_file(folder)
    user = folder / "user"
    (user / ".config/chromium").mkdir(parents=True)
    bare = {"HOME": str(user), "PATH": os.defpath, "AUTOLAB_COMPANION_CUSTODY": "keyfile", "BROWSER": "true"}
    subprocess.run(
        ["/bin/sh", file], env=bare, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    home = user / ".local/share/autolab-companion"
    own = (str(launcher.script_path(home)), CHROMIUM_ORIGINS[0])
    other = folder / "venv-host"
    other.write_bytes(launcher.script(sys.executable, None))
    other.chmod(0o700)
    environments = (str(other), CHROMIUM_ORIGINS[0])
    figures = in_turn(
        ROUNDS,
        own=lambda: spawn_to_reply(own, folder / "one"),
        venv=lambda: spawn_to_reply(environments, folder / "other"),
    )
    size = sum(each.lstat().st_blocks * 512 for each in home.rglob("*"))
    return [
        Row(
            "spawn to hello of the installer's program, against a venv's",
            figures["own"],
            "ms",
            figures["venv"],
            1.1,
            "ratio",
        ),
        Row("download of the installer file", file.stat().st_size / MEGA, "MB", None, 25, "value"),
        Row("what it takes on the disk", size / MEGA, "MB", None, 90, "value"),
    ]
