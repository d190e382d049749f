"""The extension as it is packaged, for tests: from the sources as they are, or with a feature written by make."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

from tests.browsers.base import EXTENSION

if TYPE_CHECKING:
    from pathlib import Path

ROOT = EXTENSION.parent


def package(folder: Path) -> Path:
    """Into a folder of its own in this one."""
    _prepare()
    target = folder / "extension"
    subprocess.run(["node", ".ci/build-extension.js", target], cwd=ROOT, check=True)
    return target


def package_with(feature: str, folder: Path) -> Path:
    """With one feature more."""
    _prepare()
    for part in ("extension", ".ci"):
        shutil.copytree(ROOT / part, folder / part)
    shutil.copy(ROOT / "package.json", folder)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    (folder / "tests" / "e2e").mkdir(parents=True)
    subprocess.run(["node", ".ci/new-feature.js", feature], cwd=folder, check=True)
    subprocess.run(["node", ".ci/build-extension.js"], cwd=folder, check=True)
    return folder / "build" / "extension"


def _prepare() -> None:
    subprocess.run(["make", "-s", "node_modules/.installed"], cwd=ROOT, check=True)
