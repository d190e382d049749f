""".ci/prepare on machines that lack something and cannot bring it themselves."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

PREPARE = Path(__file__).parents[2] / ".ci/prepare"


@pytest.fixture
def bare_path(tmp_path: Path) -> Path:
    """A PATH with neither apt nor Python nor a browser."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in ("sh", "id"):
        (folder / tool).symlink_to(str(shutil.which(tool)))
    return folder


def prepare(what: str, path: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", PREPARE, what],
        env={"PATH": str(path), **env},
        cwd=path.parent,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("what", "needed"),
    [
        ("venv", "Python 3.11"),
        ("browsers", "chromium firefox-esr gnome-keyring dbus"),
        ("extras", "bindfs calcurse strace"),
        ("node", "Node.js 18"),
    ],
)
def test_without_apt_one_line_says_what_to_install(bare_path: Path, what: str, needed: str) -> None:
    ran = prepare(what, bare_path)
    assert ran.returncode == 1
    assert needed in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_a_python_that_is_too_old_is_passed_over(bare_path: Path) -> None:
    old = bare_path / "python3.11"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    good = bare_path / "python3"
    good.write_text('#!/bin/sh\ncase "$*" in *venv*.venv) echo made > made;; esac\nexit 0\n')
    good.chmod(0o755)
    assert prepare("venv", bare_path).returncode == 0
    assert (bare_path.parent / "made").exists()


def test_what_is_there_is_not_asked_for(bare_path: Path) -> None:
    browsers = ("chromium", "firefox-esr", "gnome-keyring-daemon", "dbus-run-session")
    for program in (*browsers, "bindfs", "calcurse", "strace", "node", "npm"):
        (bare_path / program).symlink_to("/bin/sh")
    for what in ("browsers", "extras", "node"):
        assert prepare(what, bare_path).returncode == 0
