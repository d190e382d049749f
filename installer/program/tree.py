"""What one program consists of: a Python that starts from any folder, the libraries it needs, and the application.

    lay_out(interpreter(sys.executable), folder)     # the Python
    copy_packages(packages_folder(folder), needed())  # what is installed in this environment

A relocated interpreter finds its library by looking beside itself (PEP 587's getpath, the landmark os.py).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PYTHON = Path("python.exe" if os.name == "nt" else "bin/python3")
"""The interpreter, from the program's folder."""
LEFT_OUT = frozenset({
    "test", "tests", "idlelib", "tkinter", "turtledemo", "turtle.py", "ensurepip", "lib2to3", "pydoc_data", "msilib",
    "curses", "dbm", "distutils", "unittest", "xmlrpc", "wsgiref", "doctest.py", "pydoc.py", "pdb.py",
    "site-packages", "dist-packages", "sitecustomize.py", "EXTERNALLY-MANAGED",
})  # fmt: skip
"""Of the standard library: what a host never imports, and what belongs to the installation it is copied from."""
LEFT_OUT_LIKE = (
    "config-*", "*_test*.so", "_xx*.so", "xx*.so", "_tkinter*", "_curses*", "_dbm*", "_gdbm*", "nis*", "readline*",
    "ossaudiodev*", "*.opt-1.pyc", "*.opt-2.pyc",
)  # fmt: skip
SOURCES_ONLY = (".pyx", ".pxd", ".pxi", ".pyi", ".c", ".h")
"""Files of the libraries that nothing reads at run time."""
_ASKED = (
    "import json, os, sys; "
    "print(json.dumps([os.path.realpath(sys.executable), os.path.dirname(os.__file__), sys.base_prefix]))"
)
_FOLDER = (
    "import site; print(site.getsitepackages()[-1])"
    if os.name == "nt"
    else "import site; print(site.getsitepackages()[0])"
)


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python that is installed somewhere; for a virtual environment the one below it."""

    executable: Path
    library: Path
    prefix: Path


def interpreter(executable: str) -> Interpreter:
    """Ask a Python where it lies. Raises OSError, CalledProcessError."""
    return Interpreter(*(Path(each) for each in json.loads(_said(executable, _ASKED))))


def lay_out(found: Interpreter, folder: Path) -> None:
    """Copy it into the folder, so that it runs from there. Raises OSError."""
    (folder / PYTHON).parent.mkdir(parents=True)
    shutil.copy2(found.executable, folder / PYTHON)
    if (
        os.name == "nt"
    ):  # what it was linked with lies beside it, its extension modules in a folder of their own
        for library in found.prefix.glob("*.dll"):
            shutil.copy2(library, folder)
        shutil.copytree(
            found.prefix / "DLLs", folder / "DLLs", ignore=shutil.ignore_patterns("_test*", "tcl*", "tk*")
        )
    library = folder / found.library.relative_to(found.prefix)
    top = str(found.library)

    def left_out(where: str, names: list[str]) -> set[str]:
        return {
            *shutil.ignore_patterns(*LEFT_OUT_LIKE)(where, names),
            *(LEFT_OUT & {*names} if where == top else ()),
        }

    shutil.copytree(top, library, ignore=left_out, ignore_dangling_symlinks=True)


def packages_folder(folder: Path) -> Path:
    """Where the program in the folder looks for libraries; Debian's Python has a place of its own."""
    return Path(_said(str(folder / PYTHON), _FOLDER))


def copy_packages(target: Path, names: Iterable[str]) -> None:
    """Copy installed distributions, wherever they are installed, without their commands. Raises OSError."""
    for source, copy in _copies(target, names):
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, copy)


def has_packages(target: Path, names: Iterable[str]) -> bool:
    """Whether what `copy_packages` would copy is there, as far as sizes tell."""
    try:
        return all(source.stat().st_size == copy.stat().st_size for source, copy in _copies(target, names))
    except OSError:
        return False


def _copies(target: Path, names: Iterable[str]) -> Iterator[tuple[Path, Path]]:
    for name in names:
        for file in distribution(name).files or ():
            source = Path(str(file.locate()))
            if ".." not in file.parts and file.suffix not in SOURCES_ONLY and source.is_file():
                yield source, target / file


def stands_alone(folder: Path) -> bool:
    """Whether the program in the folder starts the host, all of it from that folder."""
    asked = "import autolab_companion.host, json, sys; print(json.dumps(sys.path))"
    try:
        searched = json.loads(_said(str(folder / PYTHON), asked))
    except (OSError, ValueError, subprocess.SubprocessError):
        return False
    return all(Path(each).is_relative_to(folder) for each in searched)


def _said(executable: str, code: str) -> str:
    # Its own root as the working folder: a checkout there would answer for an installed package.
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [executable, "-I", "-c", code],
        cwd=Path(executable).anchor or os.sep,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout.strip()
