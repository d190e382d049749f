"""python -m installer.debian.deb WHEEL EXTENSION FOLDER: the package for Debian 12, for a whole machine.

It holds the application with its locked libraries as a virtual environment of Debian's Python, the native-messaging
manifests that browsers read for the whole machine, and the extension where Debian's browsers load it from. The same
input makes the same bytes: wheels are unpacked as they are, and every time is SOURCE_DATE_EPOCH.
"""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from installer import launcher
from installer.browsers import CHROMIUM, GECKO
from installer.came_from import IN_PLACE
from installer.extension_pack import write_archive
from installer.locked import pin_libraries
from installer.manifest import FILE_NAME, manifest
from native_host.identity import GECKO_EXTENSION_IDS

from .manual import manual

SOURCES = Path(__file__).parent
PYTHON = (3, 11)
"""Debian 12's; the libraries' machine code is for no other."""
PLATFORMS = ("manylinux2014_x86_64", "manylinux_2_28_x86_64")
HOME = Path("/usr/lib/autolab-companion")
INTERPRETER = HOME / "bin/python3"
PACKAGES = HOME / "lib/python3.11/site-packages"
LAUNCHER = HOME / "bin" / launcher.NAME
EXTENSION = Path("/usr/share/chromium/extensions/autolab-companion")
FIREFOX = "{ec8030f7-c20a-464f-9b0e-13a3a9e97384}"
"""Firefox's own id, below which it looks for extensions of the whole machine."""
MANIFESTS = {
    "/etc/chromium/native-messaging-hosts": CHROMIUM,
    "/etc/opt/chrome/native-messaging-hosts": CHROMIUM,
    "/etc/opt/edge/native-messaging-hosts": CHROMIUM,
    "/usr/lib/mozilla/native-messaging-hosts": GECKO,
}
LINKS = {
    INTERPRETER: "../../../bin/python3",
    Path("/usr/bin/autolab-companion"): "../lib/autolab-companion/bin/autolab-companion",
    PACKAGES / "autolab_companion/extension": "../" * 6 + "share/chromium/extensions/autolab-companion",
}


def main(wheel: str, extension: str, folder: str) -> None:
    """Fetch the locked libraries from the package index and build the package into the folder."""
    if sys.version_info[:2] != PYTHON:
        sys.exit(
            "The libraries that are packaged are those of this Python, which must be 3.11 as in Debian 12."
        )
    with tempfile.TemporaryDirectory() as name:
        libraries = fetch(Path(name))
        print(build(Path(wheel), libraries, Path(extension), Path(folder)))


def fetch(folder: Path) -> list[Path]:
    """The wheels of everything the companion requires, as requirements.lock pins and hashes them."""
    chosen = folder / "requirements.txt"
    pin_libraries(chosen)
    options = [f"--platform={platform}" for platform in PLATFORMS]
    options += ["--python-version=3.11", "--implementation=cp", "--abi=cp311", "--abi=abi3", "--abi=none"]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--require-hashes", "--only-binary=:all:", *options, "--dest", str(folder), "-r", str(chosen)]
    subprocess.run(command, check=True)  # noqa: S603 - our own pip
    return sorted(folder.glob("*.whl"))


def build(wheel: Path, libraries: list[Path], extension: Path, folder: Path) -> Path:
    """Build the package into the folder; its path. Raises CalledProcessError; KeyError without SOURCE_DATE_EPOCH."""
    version = wheel.name.split("-")[1]
    package = folder.absolute() / f"autolab-companion_{version}_amd64.deb"
    when = int(os.environ["SOURCE_DATE_EPOCH"])
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        lay_out(root, [*libraries, wheel], extension)
        describe(root, version, when)
        for path in sorted(root.rglob("*"), reverse=True):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or _is_program(path) else 0o644)
            os.utime(path, (when, when), follow_symlinks=False)
        root.chmod(0o755)
        os.utime(root, (when, when))
        command = ["dpkg-deb", "--root-owner-group", "--threads-max=1", "-Zxz", "--build", name, str(package)]
        subprocess.run(  # noqa: S603 - a fixed program on files of ours
            command, env={**os.environ, "SOURCE_DATE_EPOCH": str(when)}, check=True, stdout=subprocess.DEVNULL
        )
    return package


def lay_out(root: Path, wheels: list[Path], extension: Path) -> None:
    """What lies where on the machine."""
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(_in(root, PACKAGES))
    shutil.rmtree(_in(root, PACKAGES) / "autolab_companion/extension")
    shutil.copytree(extension, _in(root, EXTENSION))
    _write(root, HOME / "pyvenv.cfg", "home = /usr/bin\ninclude-system-site-packages = false\n")
    _write(root, HOME / IN_PLACE, "dpkg\n")
    _write(root, LAUNCHER, launcher.script(str(INTERPRETER), None))
    _write(root, HOME / "bin/autolab-companion", launcher.command(str(INTERPRETER), None))
    for place, target in LINKS.items():
        path = _in(root, place)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(target)
    for folder, family in MANIFESTS.items():
        _write(root, Path(folder, FILE_NAME), manifest(family, LAUNCHER))
    packed = _in(root, Path("/usr/share/mozilla/extensions", FIREFOX, f"{GECKO_EXTENSION_IDS[0]}.xpi"))
    packed.parent.mkdir(parents=True)
    write_archive(extension, packed)


def describe(root: Path, version: str, when: int) -> None:
    """What dpkg and Debian's policy ask for."""
    email = os.environ.get("DEBEMAIL", "root@localhost")
    date = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(when))
    signed = f" -- The authors of Autolab Companion <{email}>  {date}"
    said = "See CHANGELOG.md of this version."
    changes = f"autolab-companion ({version}) unstable; urgency=medium\n\n  * {said}\n\n{signed}\n"
    documents = Path("/usr/share/doc/autolab-companion")
    _write(root, documents / "changelog.gz", gzip.compress(changes.encode(), 9, mtime=0))
    _write(root, documents / "copyright", (SOURCES / "copyright").read_bytes())
    page = gzip.compress(manual(version).encode(), 9, mtime=0)
    _write(root, Path("/usr/share/man/man1/autolab-companion.1.gz"), page)
    overrides = (SOURCES / "lintian-overrides").read_bytes()
    _write(root, Path("/usr/share/lintian/overrides/autolab-companion"), overrides)
    files = [path for path in sorted(root.rglob("*")) if path.is_file() and not path.is_symlink()]
    size = sum(-(-path.stat().st_size // 1024) for path in files)
    control = (SOURCES / "control").read_text("utf-8").format(version=version, email=email, size=size)
    _write(root, Path("/DEBIAN/control"), control)
    settings = [f"/{path.relative_to(root)}\n" for path in files if path.is_relative_to(root / "etc")]
    _write(root, Path("/DEBIAN/conffiles"), "".join(settings))
    for script in ("postinst", "prerm"):
        _write(root, Path("/DEBIAN", script), (SOURCES / script).read_bytes())


def _is_program(path: Path) -> bool:
    return path.is_file() and path.read_bytes().startswith(b"#!")


def _write(root: Path, place: Path, content: str | bytes) -> None:
    path = _in(root, place)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def _in(root: Path, place: Path) -> Path:
    return root / place.relative_to("/")


if __name__ == "__main__":
    main(*sys.argv[1:])
