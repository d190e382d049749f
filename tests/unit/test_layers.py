"""The floors of the house hold, and the check that says so would notice if they did not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINTER = Path(sys.executable).with_name("lint-imports")
PACKAGES = ("autolab_companion", "native_host", "installer", "tests")

VIOLATIONS = {
    "native_host/wire/errors.py": "from native_host.vault import vault",
    "native_host/vault/sealed.py": "import native_host.services",
    "native_host/storage/cache.py": "from ..wire import frames",
    "native_host/autolab/origin.py": "from native_host.oauth import sessions",
    "native_host/paths.py": "import installer.site",
    "installer/site.py": "import tests.sandbox",
    "installer/browsers.py": "import autolab_companion",
    "autolab_companion/host.py": "import tests.sandbox",
    "native_host/unplaced_room.py": "",
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINTER, "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_layers_hold() -> None:
    found = lint(ROOT)
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize(("module", "line"), VIOLATIONS.items(), ids=VIOLATIONS)
def test_a_violation_would_be_noticed(tmp_path: Path, module: str, line: str) -> None:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / module).open("a") as file:
        file.write(f"\n{line}\n")
    found = lint(tmp_path)
    assert found.returncode == 1, found.stdout
    assert "BROKEN" in found.stdout
