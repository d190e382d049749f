"""The launcher in awkward places, started as a browser starts it."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import sysconfig
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from installer.install import install
from installer.launcher import FORMER_HOST, HOST, command, script, started_by
from installer.probe import say_hello
from native_host.wire.errors import CompanionError

if TYPE_CHECKING:
    from installer.site import Site

AWKWARD = [
    "with spaces",
    "it's",
    'the "best"',
    "$HOME `id` $(id)",
    "a;b&c|d>e<f",
    "back\\slash",
    "Zoë ☃ 学生",
    "new\nline",
    "*?[x]{y}!~#",
    "-dash",
    "\nexec trap",
]


@pytest.mark.parametrize("name", AWKWARD)
def test_the_host_answers_from_any_folder(site: Site, tmp_path: Path, name: str) -> None:
    awkward = replace(site, home=tmp_path / name / "data")
    install(awkward, awkward.expected())
    assert say_hello(awkward.launcher).version


@pytest.mark.parametrize("name", AWKWARD)
def test_any_interpreter_path_survives(site: Site, tmp_path: Path, name: str) -> None:
    environment = tmp_path / name
    (environment / "bin").mkdir(parents=True)
    (environment / "bin/python").symlink_to(Path(sys.executable).resolve())
    (environment / "pyvenv.cfg").write_text(f"home = {Path(sys.executable).resolve().parent}\n")
    packages = Path(sysconfig.get_path("purelib")).relative_to(sys.prefix)
    (environment / packages).parent.mkdir(parents=True)
    (environment / packages).symlink_to(sysconfig.get_path("purelib"))
    awkward = replace(site, interpreter=str(environment / "bin/python"))
    install(awkward, awkward.expected())
    assert started_by(awkward.launcher.read_bytes()) == (awkward.interpreter, HOST)
    assert say_hello(awkward.launcher).version


def test_a_data_folder_name_that_is_no_text_is_refused(site: Site, tmp_path: Path) -> None:
    awkward = replace(site, home=Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9")))
    with pytest.raises(CompanionError, match="UTF-8"):
        install(awkward, awkward.expected())


def test_the_console_script_that_windows_starts_answers() -> None:
    assert say_hello(Path(sys.executable).with_name("autolab-companion-host")).version


def run(launcher: bytes, tmp_path: Path, *arguments: str, **env: str) -> list[str]:
    file = tmp_path / "launcher"
    file.write_bytes(launcher)
    file.chmod(0o700)
    return subprocess.run(
        [file, *arguments], env=env, capture_output=True, text=True, check=True
    ).stdout.split("\n")


@pytest.fixture
def teller(tmp_path: Path) -> str:
    """Stands for the interpreter; prints the data folder and each argument on a line of its own."""
    file = tmp_path / "teller"
    file.write_text('#!/bin/sh\necho "$AUTOLAB_COMPANION_HOME"\nfor word; do echo "$word"; done\n')
    file.chmod(0o700)
    return str(file)


def test_arguments_of_the_browser_arrive_unchanged(tmp_path: Path, teller: str) -> None:
    words = run(script(teller, None), tmp_path, "/a path/with 'quotes'.json", "autolab-companion@extensions")
    assert words == [
        "",
        "-I",
        "-c",
        "from autolab_companion.host import start; start()",
        "/a path/with 'quotes'.json",
        "autolab-companion@extensions",
        "",
    ]


def test_the_chosen_data_folder_is_used_when_the_browser_names_none(tmp_path: Path, teller: str) -> None:
    assert run(script(teller, Path("/it's here")), tmp_path)[0] == "/it's here"


def test_the_environment_names_the_data_folder_first(tmp_path: Path, teller: str) -> None:
    assert run(script(teller, Path("/it's here")), tmp_path, AUTOLAB_COMPANION_HOME="/there")[0] == "/there"


@pytest.mark.parametrize(
    "content", [b"", b"#!/bin/sh\nexec python evil.py\n", b"#!/bin/sh\nexec 'unbalanced\n"]
)
def test_a_script_that_is_not_ours_names_no_interpreter(content: bytes) -> None:
    assert started_by(content) is None


def test_a_script_that_starts_something_else_is_not_ours() -> None:
    assert started_by(script("/usr/bin/python3", None).replace(b"autolab_companion.host", b"evil")) is None


def test_a_script_of_0_1_0_is_still_ours() -> None:
    today = script("/it's/python", Path("/data")).decode()
    former = today.replace(shlex.join(HOST), "-I -m native_host")
    assert former != today
    assert started_by(former.encode()) == ("/it's/python", FORMER_HOST)


def test_the_command_looks_into_the_data_folder_it_was_installed_in(tmp_path: Path) -> None:
    chosen = tmp_path / "it's here"
    asked = tmp_path / "asked"
    asked.write_text('#!/bin/sh\nprintf %s "$AUTOLAB_COMPANION_HOME"\n')
    asked.chmod(0o700)
    own = tmp_path / "command"
    own.write_bytes(command(str(asked), chosen))
    own.chmod(0o700)
    for environment, home in (({}, str(chosen)), ({"AUTOLAB_COMPANION_HOME": "/other"}, "/other")):
        said = subprocess.run([own], env=environment, capture_output=True, text=True, check=True).stdout
        assert said == home
