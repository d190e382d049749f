"""Packages of the extension: what is in them, and that the same files always make the same bytes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from installer.extension_folder import extension_folder
from installer.extension_pack import pack
from native_host import __version__

if TYPE_CHECKING:
    import pytest

COMMAND = Path(sys.executable).with_name("autolab-companion")
NAMES = [f"autolab-companion-chromium-{__version__}.zip", f"autolab-companion-firefox-{__version__}.xpi"]


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }


def test_packages_hold_the_extension_without_what_a_store_refuses(tmp_path: Path) -> None:
    packed = pack(extension_folder(), tmp_path / "new")
    assert [path.name for path in packed] == NAMES
    for path in packed:
        with zipfile.ZipFile(path) as archive:
            held = {name: archive.read(name) for name in archive.namelist()}
        manifest = json.loads(held.pop("manifest.json"))
        sources = files_of(extension_folder())
        original = json.loads(sources.pop("manifest.json"))
        assert held == sources
        assert original.pop("key")
        assert manifest == original


def test_the_same_files_make_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(extension_folder(), copy, copy_function=shutil.copyfile)
    for number, file in enumerate(sorted(copy.rglob("*"), reverse=True)):
        os.utime(file, (number * 86400.0, number * 86400.0))
        file.chmod(0o700)
    one, other = pack(extension_folder(), tmp_path / "1"), pack(copy, tmp_path / "2")
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    (dated, _) = pack(copy, tmp_path / "3")
    with zipfile.ZipFile(dated) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 9, 21, 14, 13, 20)}
        assert archive.namelist() == sorted(archive.namelist())


def test_the_command_writes_both_and_names_them(tmp_path: Path) -> None:
    told = subprocess.run(
        [COMMAND, "extension", "pack"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == NAMES
    assert sorted(path.name for path in tmp_path.iterdir()) == NAMES


def test_a_folder_without_an_extension_is_named(tmp_path: Path) -> None:
    for content in (None, "{}", "no JSON"):
        if content is not None:
            (tmp_path / "manifest.json").write_text(content, "utf-8")
        told = subprocess.run(
            [COMMAND, "extension", "pack", tmp_path],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert told.returncode == 1
        assert str(tmp_path) in told.stderr
        assert "Traceback" not in told.stderr
