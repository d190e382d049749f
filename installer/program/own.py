"""Giving the companion a program of its own in the data folder, from the environment that this command runs in.

So nothing that happens to that environment, or to the Python under it, keeps browsers from finding the host.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING

import native_host
from native_host import __version__

from .. import precompile
from ..came_from import IN_PLACE
from . import tree, versions

if TYPE_CHECKING:
    from ..changes import Changes
    from ..site import Site


def with_program(site: Site, changes: Changes) -> Site:
    """The site with the interpreter of a program of its own, if it has none yet and can have one.

    It can where this user installed the companion from a package; not in a checkout, nor for the whole machine.
    Raises OSError and target_unsafe where the data folder cannot hold it.
    """
    if versions.of(site.home, site.interpreter) or not _is_movable():
        return site
    made = _made(site.home, changes)
    return replace(site, interpreter=versions.python(made)) if made else site


def _is_movable() -> bool:
    application = Path(native_host.__path__[0]).parent
    if os.name != "posix" or application.name != "autolab_companion" or Path(sys.prefix, IN_PLACE).exists():
        return False
    return application.stat().st_uid == os.geteuid()  # else an administrator keeps it for all users


def _made(home: Path, changes: Changes) -> Path | None:
    """The program made of this environment, or made before; None if such a Python does not run elsewhere."""
    folder = versions.programs(home)
    names = sorted(precompile.needed())
    final = folder / f"{__version__}-{_digest(names)}"
    if tree.stands_alone(final) and tree.has_packages(tree.packages_folder(final), names):
        return final
    changes.make_folder(folder)
    partial = folder / f"{versions.PARTIAL}{os.getpid()}"
    try:
        tree.lay_out(tree.interpreter(sys.executable), partial)
        tree.copy_packages(tree.packages_folder(partial), names)
        if not tree.stands_alone(partial):
            return None
        _compile(partial)
        shutil.rmtree(final, ignore_errors=True)
        partial.rename(final)
        changes.on_undo(lambda: shutil.rmtree(final, ignore_errors=True))
    except subprocess.SubprocessError:
        return None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return final


def _digest(names: list[str]) -> str:
    """Eight digits that tell this installation's files and interpreter from any other's."""
    seen = hashlib.sha256(sys.version.encode())
    for name in names:
        seen.update((distribution(name).read_text("RECORD") or "").encode())
    return seen.hexdigest()[:8]


def _compile(program: Path) -> None:
    command = [versions.python(program), "-I", "-m", "compileall", "-q", str(program)]
    subprocess.run(command, check=False, capture_output=True)  # noqa: S603 - uncompiled it only starts slower
