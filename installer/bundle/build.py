"""python -m installer.bundle.build WHEEL EXTENSION FOLDER [PYTHON]: the installer file for this kind of machine.

PYTHON is the interpreter to take along: one that is installed, or an archive of python-build-standalone as named in
`pythons.py`. Asks the package index for the locked libraries. Takes patchelf and strip, and ldd of the C library.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

from installer.locked import pin_libraries
from installer.program import tree

from . import archive, pythons, shared_libraries, windows


def main(wheel: str, extension: str, folder: str, python: str = sys.executable) -> None:
    """Build the file into the folder and print its path."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        program = work / "program"
        source = unpacked(python, work)
        lay_out(program, source)
        if sys.platform == "win32":
            windows.add_scripts(program)
        install_libraries(program, source, work / "requirements.txt")
        add_application(program, Path(wheel), Path(extension))
        compile_all(program)
        print(write(program, Path(wheel).name.split("-")[1], Path(folder)))


def unpacked(python: str, work: Path) -> str:
    """The interpreter itself, out of its archive if it comes in one. Exits for an archive that is not pinned."""
    if not tarfile.is_tarfile(python):
        return python
    pythons.check(Path(python))
    with tarfile.open(python) as packed:
        packed.extractall(work, filter="data")
    return str(work / "python" / tree.PYTHON)


def lay_out(program: Path, python: str) -> None:
    """The interpreter, with the shared libraries that the machine it runs on may lack."""
    tree.lay_out(tree.interpreter(python), program)
    if sys.platform == "linux":
        shared_libraries.take_along(program)


def install_libraries(program: Path, python: str, requirements: Path) -> None:
    """What requirements.lock pins, checked against its hashes. Raises CalledProcessError."""
    pin_libraries(requirements)
    target = tree.packages_folder(program)
    command = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps"]
    command += ["--disable-pip-version-check", "--no-compile", "--require-hashes", "--only-binary=:all:"]
    subprocess.run([*command, "--target", str(target), "-r", str(requirements)], check=True)  # noqa: S603 - our own pip
    shutil.rmtree(target / "bin", ignore_errors=True)
    for file in sorted(target.rglob("*")):
        if file.suffix in tree.SOURCES_ONLY or file.parent.name == "sboms":
            file.unlink()
        elif sys.platform == "linux" and ".so" in file.name:
            shared_libraries.strip(file)


def add_application(program: Path, wheel: Path, extension: Path) -> None:
    """The companion itself, with the extension as it is packaged."""
    target = tree.packages_folder(program)
    with zipfile.ZipFile(wheel) as packed_wheel:
        packed_wheel.extractall(target)  # noqa: S202 - our own wheel
    inside = target / "autolab_companion/extension"
    shutil.rmtree(inside)
    shutil.copytree(extension, inside)


def compile_all(program: Path) -> None:
    """Byte code that is never compared with its source, since both are written once. The same each time."""
    command = [
        str(program / tree.PYTHON),
        "-s",
        "-m",
        "compileall",
        "-q",
        "--invalidation-mode",
        "unchecked-hash",
    ]
    subprocess.run(  # noqa: S603 - the program's own interpreter
        [*command, "-s", str(program), str(program)],
        cwd=program,
        env={**os.environ, "PYTHONHASHSEED": "0"},
        check=True,
    )


def write(program: Path, version: str, folder: Path) -> Path:
    """The file in the folder; its path. On Windows a folder, of which `windows.iss` makes the installer.

    Raises KeyError without SOURCE_DATE_EPOCH.
    """
    name = f"{version}-{archive.digest(program)}"
    if sys.platform == "win32":
        return Path(shutil.copytree(program, folder / name))
    content = archive.packed(program, name, int(os.environ["SOURCE_DATE_EPOCH"]))
    glibc = shared_libraries.glibc(program) if sys.platform == "linux" else (0, 0)
    made_for = archive.Platform(platform.system(), platform.machine(), glibc)
    system = "macos" if made_for.system == "Darwin" else made_for.system.lower()
    path = folder / f"autolab-companion-{version}-{system}-{made_for.machine}.run"
    path.write_bytes(archive.installer(content, name, version, made_for))
    path.chmod(0o755)
    return path


if __name__ == "__main__":
    main(*sys.argv[1:])
