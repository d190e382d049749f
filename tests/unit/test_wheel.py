"""What a wheel installs: one import package of our own name, which works and leaves others' packages alone."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import zipfile
from importlib.metadata import PathDistribution
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from installer.came_from import IN_PLACE
from tests.host import HostProcess
from tests.wheel import ROOT, Environment, build

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDERS = ("autolab_companion", "native_host", "installer", "extension")
OTHER = """[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "installer"
version = "1.0"
[tool.hatch.build.targets.wheel]
packages = ["installer"]
"""
"""Stands for PyPA's `installer`, whose import package has the name of one of our folders."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("other")
    (project / "installer").mkdir()
    (project / "installer/__init__.py").write_text("WHOSE = 'theirs'\n")
    (project / "pyproject.toml").write_text(OTHER)
    return build(project, project / "dist")


@pytest.fixture(scope="module", params=["ours first", "theirs first"])
def environment(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, wheel: Path, others: Path
) -> Environment:
    made = Environment(tmp_path_factory.mktemp("environment") / "with spaces")
    for one in (wheel, others) if request.param == "ours first" else (others, wheel):
        made.install(one)
    (made.scripts.parent / IN_PLACE).touch()  # what is tried is this environment, and no copy of it
    return made


@pytest.fixture
def surroundings(tmp_path: Path, companion_home: Path) -> dict[str, str]:
    """The environment variables of a user with Chromium."""
    user = tmp_path / "user"
    (user / ".config/chromium").mkdir(parents=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "XDG_"))}
    return {**kept, "HOME": str(user), "AUTOLAB_COMPANION_HOME": str(companion_home)}


def command(environment: Environment, surroundings: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [environment.scripts / "autolab-companion", *words],
        cwd="/",
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def installed_files(environment: Environment) -> set[str]:
    (folder,) = environment.packages.glob("autolab_companion-*.dist-info")
    with (folder / "RECORD").open(encoding="utf-8", newline="") as record:
        return {row[0] for row in csv.reader(record)}


def without_bytecode(files: set[str]) -> set[str]:
    return {file for file in files if "__pycache__" not in file}


def test_one_import_package_of_our_own_name_is_installed(environment: Environment) -> None:
    tops = {Path(file).parts[0] for file in installed_files(environment) if not file.startswith("..")}
    assert {top.partition("-")[0] for top in tops} == {"autolab_companion"}
    with pytest.raises(subprocess.CalledProcessError, match="non-zero"):
        environment.run("-c", "import native_host")


def test_the_installed_package_holds_what_the_checkout_holds(environment: Environment) -> None:
    here = [file for folder in FOLDERS for file in (ROOT / folder).rglob("*") if file.is_file()]
    expected = {f"autolab_companion/{file.relative_to(ROOT)}" for file in here}
    expected = {
        file.replace("autolab_companion/autolab_companion/", "autolab_companion/") for file in expected
    }
    package = {file for file in installed_files(environment) if file.startswith("autolab_companion/")}
    assert without_bytecode(package) == without_bytecode(expected)


def test_a_release_carries_the_extension_as_it_is_packaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged = tmp_path / "packaged"
    packaged.mkdir()
    (packaged / "manifest.json").write_text('{"version": "1"}')
    monkeypatch.setenv("AUTOLAB_COMPANION_EXTENSION", str(packaged))
    with zipfile.ZipFile(build(ROOT, tmp_path / "wheel")) as archive:
        carried = [name for name in archive.namelist() if "/extension/" in name]
        assert carried == ["autolab_companion/extension/manifest.json"]
        assert archive.read(carried[0]) == (packaged / "manifest.json").read_bytes()
    (packaged / "manifest.json").unlink()
    with pytest.raises(subprocess.CalledProcessError):
        build(ROOT, tmp_path / "none")


def test_another_distributions_installer_stays_theirs(environment: Environment) -> None:
    assert environment.run("-c", "import installer; print(installer.WHOSE)") == "theirs\n"


def test_the_command_runs_from_the_wheel_beside_the_others_installer(
    environment: Environment, surroundings: dict[str, str], companion_home: Path
) -> None:
    command(environment, surroundings, "install")
    manifest = Path(surroundings["HOME"], ".config/chromium/NativeMessagingHosts/autolab_companion.json")
    launcher = Path(json.loads(manifest.read_text())["path"])
    assert str(environment.python) in launcher.read_text()
    command(environment, surroundings, "doctor")
    assert greeting(companion_home, [str(launcher)]) == version(environment)
    extension = Path(command(environment, surroundings, "extension-path").strip())
    assert extension == environment.application / "extension"
    assert json.loads((extension / "manifest.json").read_text())["version"] == version(environment)
    command(environment, surroundings, "uninstall")
    assert not manifest.exists()
    assert not launcher.exists()


@pytest.mark.parametrize(
    "words", [["-I", "-m", "autolab_companion"], ["-m", "autolab_companion"]], ids=["isolated", "plain"]
)
def test_the_command_is_also_a_module(environment: Environment, words: list[str]) -> None:
    said = subprocess.run(
        [environment.python, *words, "--version"], cwd="/", capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == version(environment)


def test_the_script_that_windows_starts_answers(environment: Environment, companion_home: Path) -> None:
    script = environment.scripts / "autolab-companion-host"
    assert greeting(companion_home, [str(script)]) == version(environment)


def greeting(home: Path, command: Sequence[str]) -> str:
    with HostProcess(home, command=command) as host:
        said: str = host.hello()["host"]["version"]
        return said


def version(environment: Environment) -> str:
    (folder,) = environment.packages.glob("autolab_companion-*.dist-info")
    return PathDistribution(folder).version
