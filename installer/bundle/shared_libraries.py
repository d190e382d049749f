"""Linux: the shared libraries that an interpreter was linked with, taken along and found beside it.

Only the C library is left to the machine, whose version must then be at least `glibc`. A standalone interpreter
(python-build-standalone) needs nothing of this and comes out as it went in.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

LIBC = re.compile(r"(ld-linux.*|lib(c|m|dl|rt|pthread|resolv|util)|linux-vdso)\.so.*")
"""Of glibc, which every distribution that we can serve has; the rest is no stable interface between them."""
FOLDER = "lib"
_LINE = re.compile(r"^\s*(\S+) => (/\S+)", re.MULTILINE)
_NEEDED = re.compile(rb"GLIBC_(\d+)\.(\d+)")


def take_along(program: Path) -> None:
    """Copy what the program's machine code needs into its lib folder. Raises CalledProcessError, OSError."""
    code = machine_code(program)
    found: dict[str, str] = {}
    for file in code:
        found.update(_linked(file))
    folder = program / FOLDER
    for name, path in found.items():
        if not LIBC.fullmatch(name) and not Path(path).is_relative_to(program):
            shutil.copy(path, folder / name)
    for file in {*code, *(folder / name for name in found if (folder / name).exists())}:
        strip(file)
        if any(not LIBC.fullmatch(name) for name in _linked(file)):
            upwards = "/".join([".."] * len(file.parent.relative_to(program).parts))
            subprocess.run(["patchelf", "--set-rpath", f"$ORIGIN/{upwards}/{FOLDER}", file], check=True)  # noqa: S603, S607 - of the development tools


def strip(file: Path) -> None:
    """Take away what only a debugger reads: a third of some libraries."""
    subprocess.run(["strip", "--strip-unneeded", "--enable-deterministic-archives", file], check=True)  # noqa: S603, S607 - of the development tools


def machine_code(program: Path) -> list[Path]:
    """The interpreter and its extension modules; those of wheels carry what they need themselves."""
    return [program / "bin/python3", *sorted(program.glob("lib*/python3*/lib-dynload/*.so"))]


def glibc(program: Path) -> tuple[int, int]:
    """The newest version of the C library that any file of the program asks for."""
    files = [
        file
        for file in program.rglob("*")
        if file.is_file() and (".so" in file.name or file.parent.name == "bin")
    ]
    asked = (found for file in files for found in _NEEDED.findall(file.read_bytes()))
    return max((int(major), int(minor)) for major, minor in asked)


def _linked(file: Path) -> dict[str, str]:
    done = subprocess.run(["ldd", file], capture_output=True, text=True, check=False)  # noqa: S603, S607 - a fixed program on files of ours
    return dict(_LINE.findall(done.stdout))
