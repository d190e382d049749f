"""A program of its own in the data folder: browsers find the host whatever becomes of what installed it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from installer import record
from installer.came_from import IN_PLACE
from installer.launcher import started_by
from installer.probe import TIMEOUT, say_hello
from installer.program import versions
from tests.host import HostProcess
from tests.wheel import ROOT, Environment, build

if TYPE_CHECKING:
    from collections.abc import Callable

    from installer.site import Site

pytestmark = pytest.mark.skipif(os.name == "nt", reason="on Windows the host runs where pip installed it")


@pytest.fixture(scope="module")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """The companion as a user installs it."""
    folder = tmp_path_factory.mktemp("packaged")
    environment = Environment(folder / "environment")
    environment.install(build(ROOT, folder / "wheel"))
    return environment


@pytest.fixture
def environment(packaged: Environment, tmp_path: Path) -> Environment:
    """One that the test may move or spoil; an environment's files know where they lie, so it's made anew."""
    copy = Environment(tmp_path / "environment")
    shutil.copytree(packaged.packages, copy.packages, dirs_exist_ok=True)
    return copy


def command(python: str | Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [python, "-I", "-m", "autolab_companion", *words], capture_output=True, text=True, check=False
    )


def started(site: Site) -> Path:
    """The interpreter that browsers start."""
    told = started_by(site.launcher.read_bytes())
    assert told
    return Path(told.interpreter)


def test_the_host_outlives_what_installed_it(
    site: Site, environment: Environment, listing: Callable[[], dict[str, tuple[int, bytes]]]
) -> None:
    before = {name: state for name, state in listing().items() if not name.startswith("environment")}
    installed = command(environment.python, "install")
    assert (installed.returncode, installed.stderr) == (0, "")
    (program,) = versions.programs(site.home).iterdir()
    assert started(site).is_relative_to(program)
    assert command(environment.python, "doctor").returncode == 0
    nothing = command(environment.python, "rollback")
    assert (nothing.returncode, "no earlier version is kept there" in nothing.stderr) == (1, True)
    (lost,) = program.rglob("native_host/operations/agenda.py")
    lost.unlink()
    assert command(environment.python, "install").returncode == 0
    assert lost.exists(), "what is incomplete is made anew"
    loaded = Path(command(environment.python, "extension-path").stdout.strip())
    assert loaded == site.home / "extension"
    shutil.rmtree(environment.scripts.parent)
    assert (loaded / "manifest.json").is_file()
    assert say_hello(site.launcher).version
    own = subprocess.run(
        [site.home / "bin/autolab-companion", "doctor", "--json"], capture_output=True, check=False
    )
    assert (own.returncode, json.loads(own.stdout)["findings"]) == (0, [])
    gone = subprocess.run(
        [site.home / "bin/autolab-companion", "uninstall"], capture_output=True, check=False
    )
    assert (gone.returncode, gone.stderr) == (0, b"")
    assert listing() == before


def version(environment: Environment, number: str) -> None:
    """Have the environment hold another version."""
    source = environment.application / "native_host/__init__.py"
    source.write_text(f'"""Another."""\n\n__version__ = "{number}"\n', "utf-8")
    os.utime(
        source, (0, int(number.split(".", maxsplit=1)[0]))
    )  # or what was compiled within the same second would still count
    (entry,) = environment.packages.glob("autolab_companion-*.dist-info/RECORD")
    entry.write_text(f"{entry.read_text('utf-8')}{number},,\n", "utf-8")


def test_up_and_back_while_a_host_runs(site: Site, environment: Environment) -> None:
    assert command(environment.python, "install").returncode == 0
    first = started(site)
    with HostProcess(site.home, command=[str(site.launcher)]) as running:
        running.hello()
        for number in ("98.0.0", "99.0.0"):
            version(environment, number)
            (finding,) = json.loads(command(environment.python, "doctor", "--json").stdout)["findings"]
            assert finding["check"] == "launcher-version"
            assert number in finding["finding"]
            told = command(environment.python, "upgrade")
            assert (told.returncode, told.stderr) == (0, "")
            assert say_hello(site.launcher).version == number
        assert first.exists(), "a program that runs is kept"
        assert running.request("host.check", caller="background")["parts"]
    assert command(environment.python, "upgrade").returncode == 0
    assert not first.exists(), "and afterwards it goes"
    assert len(list(versions.programs(site.home).iterdir())) == 2

    back = subprocess.run([site.home / "bin/autolab-companion", "rollback"], capture_output=True, check=False)
    assert (back.returncode, back.stderr) == (0, b"")
    assert say_hello(site.launcher, TIMEOUT).version == "98.0.0"
    previous = record.load(site.home).previous
    assert previous
    assert previous.startswith("99.0.0-")

    version(environment, "100.0.0")
    (environment.application / "host.py").write_text("def start():\n    raise SystemExit(3)\n", "utf-8")
    told = command(environment.python, "upgrade")
    assert told.returncode == 1
    assert "does not answer" in told.stderr
    assert say_hello(site.launcher, TIMEOUT).version == "98.0.0", (
        "one that does not answer is not switched to"
    )
    assert len(list(versions.programs(site.home).iterdir())) == 2


def test_what_something_else_keeps_in_place_stays_there(site: Site, environment: Environment) -> None:
    (environment.scripts.parent / IN_PLACE).touch()
    assert command(environment.python, "install").returncode == 0
    assert started(site) == environment.python
    assert not versions.programs(site.home).exists()
