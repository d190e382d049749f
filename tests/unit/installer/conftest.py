"""A user of their own on a machine of their own, made of temporary folders."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from installer import launcher, probe
from installer.in_process import InProcess
from installer.linux import Linux
from installer.site import Site
from native_host.services import Services

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder with an awkward name; this process and its children take it for the user's."""
    home = tmp_path / "Zoë's $HOME `dir`"
    home.mkdir(mode=0o755)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PATH", "/nonexistent")
    for variable in ("XDG_CONFIG_HOME", "SSL_CERT_FILE"):
        monkeypatch.delenv(variable, raising=False)
    return home


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Stands for / : no policies, no applications."""
    folder = tmp_path / "root"
    folder.mkdir()
    return folder


@pytest.fixture
def site(user: Path, root: Path, companion_home: Path) -> Site:
    """A Linux user with Chromium and Firefox."""
    (user / ".config/chromium").mkdir(parents=True)
    (user / ".mozilla/firefox").mkdir(parents=True)
    system = Linux({"HOME": str(user), "PATH": "/nonexistent"}, root)
    return Site(system, companion_home, sys.executable, home_is_chosen=True)


@pytest.fixture
def host_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests in which the doctor asks a host that can be started many times: it answers in this process.

    A launcher that is not as the installer writes it for this interpreter is started all the same.
    """
    start = probe.self_check

    def self_check(program: Path) -> list[tuple[str, dict[str, Any]]]:
        home = Path(os.environ["AUTOLAB_COMPANION_HOME"])
        as_written = {launcher.script(sys.executable, where) for where in (None, home)}
        if program.read_bytes() not in as_written:
            return start(program)
        with InProcess(Services()) as host:
            parts = host.call("host.check")["parts"]
        return [(one["part"], one["error"]) for one in parts if one["error"] is not None]

    monkeypatch.setattr(probe, "self_check", self_check)


@pytest.fixture
def listing(tmp_path: Path) -> Callable[[], dict[str, tuple[int, bytes]]]:
    """Everything below the temporary folder: path → (mode, content, link target or nothing)."""

    def listed() -> dict[str, tuple[int, bytes]]:
        return {str(path.relative_to(tmp_path)): _state(path) for path in sorted(tmp_path.rglob("*"))}

    return listed


def _state(path: Path) -> tuple[int, bytes]:
    if path.is_symlink():
        return (0, str(path.readlink()).encode())
    return (path.stat().st_mode, path.read_bytes() if path.is_file() else b"")
