"""The Debian package: what lies where in it, and that the same input makes the same bytes."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING

import pytest

from installer.came_from import IN_PLACE
from installer.cli import COMMANDS
from installer.debian import deb
from installer.extension_folder import extension_folder
from installer.launcher import started_by
from installer.manifest import FILE_NAME, Verdict, judge, manifest
from native_host import __version__
from tests.wheel import ROOT
from tests.wheel import build as build_wheel

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="takes dpkg-deb")
WHEN = "1790000000"


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Built twice, from files of other times and modes."""
    folder = tmp_path_factory.mktemp("deb")
    wheel = build_wheel(ROOT, folder / "wheel")
    library = folder / "library-1-py3-none-any.whl"
    with zipfile.ZipFile(library, "w") as archive:
        archive.writestr("library/__init__.py", "")
    copy = folder / "copy"
    shutil.copytree(extension_folder(), copy, copy_function=shutil.copyfile)
    for number, file in enumerate(sorted(copy.rglob("*"), reverse=True)):
        os.utime(file, (number * 86400.0, number * 86400.0))
        file.chmod(0o700)
    made = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", WHEN)
        for name, extension in (("one", extension_folder()), ("other", copy)):
            (folder / name).mkdir()
            made.append(deb.build(wheel, [library], extension, folder / name))
    return made


@pytest.fixture(scope="module")
def root(packages: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What dpkg would lay out."""
    folder = tmp_path_factory.mktemp("root")
    subprocess.run(["dpkg-deb", "--raw-extract", packages[0], folder], check=True)
    return folder


def at(root: Path, place: Path | str) -> Path:
    return root / str(place).lstrip("/")


def test_the_same_input_makes_the_same_bytes(packages: list[Path]) -> None:
    one, other = packages
    assert one.name == f"autolab-companion_{__version__}_amd64.deb"
    assert one.read_bytes() == other.read_bytes()


def test_everything_is_roots_and_of_one_moment(packages: list[Path]) -> None:
    listed = subprocess.run(
        ["dpkg-deb", "--contents", packages[0]],
        env={**os.environ, "TZ": "UTC"}, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    assert {tuple(line.split()[1:2] + line.split()[3:5]) for line in listed} == {
        ("root/root", "2026-09-21", "14:13")
    }
    assert {line.split()[0] for line in listed} == {"drwxr-xr-x", "-rw-r--r--", "-rwxr-xr-x", "lrwxrwxrwx"}


@pytest.mark.parametrize(("folder", "family"), deb.MANIFESTS.items())
def test_each_browser_finds_a_manifest_that_names_the_launcher(root: Path, folder: str, family: str) -> None:
    assert judge(at(root, folder) / FILE_NAME, manifest(family, deb.LAUNCHER)) is Verdict.CURRENT


def test_programs_start_what_the_package_holds(root: Path) -> None:
    launcher = at(root, deb.LAUNCHER)
    started = started_by(launcher.read_bytes())
    assert started is not None
    assert started.interpreter == str(deb.INTERPRETER)
    assert os.access(launcher, os.X_OK)
    command = at(root, "/usr/bin/autolab-companion")
    assert os.access(command, os.X_OK)
    assert str(deb.INTERPRETER) in command.read_text("utf-8")
    assert (at(root, deb.PACKAGES) / "autolab_companion/native_host/__main__.py").is_file()
    assert (at(root, deb.PACKAGES) / "library/__init__.py").is_file()
    assert (at(root, deb.HOME) / IN_PLACE).is_file(), "no user's `install` copies what dpkg keeps"
    interpreter = at(root, deb.INTERPRETER)
    assert (interpreter.parent / interpreter.readlink()).resolve() == at(root, "/usr/bin/python3").resolve()


def test_both_families_load_the_extension(root: Path) -> None:
    unpacked = at(root, deb.EXTENSION)
    assert json.loads((unpacked / "manifest.json").read_bytes())["key"]
    assert (at(root, deb.PACKAGES) / "autolab_companion/extension").samefile(unpacked)
    packed = at(root, f"/usr/share/mozilla/extensions/{deb.FIREFOX}/autolab-companion@extensions.xpi")
    with zipfile.ZipFile(packed) as archive:
        assert set(archive.namelist()) == {
            file.relative_to(unpacked).as_posix() for file in unpacked.rglob("*") if file.is_file()
        }


def test_settings_below_etc_are_dpkgs_to_keep_and_to_purge(root: Path) -> None:
    named = (root / "DEBIAN/conffiles").read_text("utf-8").split()
    assert named == sorted(
        f"/{file.relative_to(root)}" for file in (root / "etc").rglob("*") if file.is_file()
    )


def test_what_is_compiled_is_removed_again(root: Path) -> None:
    assert "py3compile -p autolab-companion" in (root / "DEBIAN/postinst").read_text("utf-8")
    assert "py3clean -p autolab-companion" in (root / "DEBIAN/prerm").read_text("utf-8")
    assert not list(root.rglob("*.pyc"))


def test_the_manual_page_names_every_command_and_is_well_formed(root: Path) -> None:
    page = gzip.decompress((root / "usr/share/man/man1/autolab-companion.1.gz").read_bytes()).decode()
    for name in COMMANDS:
        assert f".B {name.replace('-', chr(92) + '-')}\n" in page
    assert {line.split()[0] for line in page.splitlines() if line.startswith(".")} == {
        ".TH",
        ".SH",
        ".B",
        ".I",
        ".TP",
    }
    assert not [line for line in page.splitlines() if line.startswith("'")]


@pytest.mark.skipif(shutil.which("lintian") is None, reason="takes lintian")
def test_lintian_finds_no_error_and_no_warning(packages: list[Path]) -> None:
    # The libraries that this package lacks have machine code, which an override is for.
    how = ["--allow-root", "--fail-on", "error,warning", "--suppress-tags", "mismatched-override"]
    done = subprocess.run(["lintian", *how, packages[0]], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
