"""What the doctor learns by trying: the libraries, the disk, the host itself; and what it says when a fix fails."""

from __future__ import annotations

import errno
import json
import os
import re
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from installer import doctor, probe
from installer.came_from import IN_PLACE, bring_again
from installer.findings import PROBLEM, Finding
from installer.install import install
from installer.report import without_persons
from installer.requirements import MODULES
from native_host.vault.vault import Vault
from tests.mounts import fill, read_only, small_disk

if TYPE_CHECKING:
    from collections.abc import Callable

    from installer.site import Site

PROGRAMS = os.environ["PATH"]
ROOT = Path(__file__).parents[3]
BROKEN_IMPORT = """
import sys
class Lacking:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == {lacking!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Lacking())
from installer.cli import main
sys.exit(main({words!r}))
"""


def found(site: Site) -> dict[str, str]:
    return {one.check: one.finding.cause for one in doctor.examine(site) if one.finding.level == PROBLEM}


def test_every_distribution_of_ours_is_tried() -> None:
    named = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    distributions = {re.split(r"[>=;\[ ]", one)[0].replace("-", "_") for one in named}
    assert {name.partition(".")[0] for name in MODULES} == distributions


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("lacking", sorted({name.partition(".")[0] for name in MODULES}))
def test_a_library_that_is_missing_is_named_and_no_traceback(lacking: str) -> None:
    code = BROKEN_IMPORT.format(lacking=lacking, words=["doctor", "--json"])
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert "Traceback" not in done.stderr
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert told["healthy"] is False
    assert any(lacking in one["finding"] for one in told["findings"])
    assert all(one["remedy"] for one in told["findings"])


def test_how_to_bring_it_again_depends_on_how_it_came(tmp_path: Path) -> None:
    program = tmp_path / "program/0.1.0-01234567"
    package = tmp_path / "package"
    package.mkdir()
    (package / IN_PLACE).touch()
    assert "installer file" in bring_again(str(program))
    assert "as root" in bring_again(str(package))
    assert "pipx reinstall" in bring_again(str(tmp_path / "venv"))


def link_of_a_part(site: Site) -> None:
    elsewhere = site.home.parent / "elsewhere"
    elsewhere.mkdir()
    (site.home / "locks").symlink_to(elsewhere)


def open_part(site: Site) -> None:
    (site.home / "locks").mkdir()
    (site.home / "locks").chmod(0o755)


def garbage_receipts(site: Site) -> None:
    Vault(str(site.home)).write("session:x", {})
    file = site.home / "receipts.sqlite"
    file.write_bytes(b"no database at all" * 300)
    file.chmod(0o600)


def receipts_for_all(site: Site) -> None:
    with closing(sqlite3.connect(site.home / "receipts.sqlite")) as database:
        database.execute("CREATE TABLE t (x)")
    (site.home / "receipts.sqlite").chmod(0o644)


@pytest.mark.usefixtures("host_here")
@pytest.mark.parametrize(
    ("spoil", "check", "mendable"),
    [
        (link_of_a_part, "data-folder-part", False),
        (open_part, "data-folder-part", True),
        (garbage_receipts, "database", False),
        (receipts_for_all, "database", True),
    ],
)
def test_a_spoilt_data_folder_is_named(
    site: Site, spoil: Callable[[Site], None], check: str, mendable: bool
) -> None:
    install(site, site.expected())
    assert found(site) == {}
    spoil(site)
    assert check in found(site)
    mended, _ = doctor.mend(site)
    assert (check in {one.check for one in mended}) is mendable
    assert (check in found(site)) is not mendable


def test_the_host_tries_what_it_will_need(site: Site) -> None:
    install(site, site.expected())
    assert probe.self_check(site.launcher) == []
    Vault(str(site.home)).write("session:x", {})
    assert probe.self_check(site.launcher) == []
    garbage_receipts(site)
    assert [part for part, _ in probe.self_check(site.launcher)] == ["receipts"]
    told = [one.finding.finding for one in doctor.examine(site) if one.check == "host"]
    assert told == ["The host cannot use your receipts."]


def test_it_is_started_as_each_family_of_browsers_does(site: Site) -> None:
    install(site, site.expected())
    script = site.launcher.read_text()
    site.launcher.write_text(script.replace('"$@"', '"$1"'))  # enough for Chromium
    assert "called as by Firefox, it ended with code 1" in found(site)["host"]


@pytest.mark.usefixtures("host_here")
def test_imports_that_the_host_cannot_read_are_named(site: Site) -> None:
    install(site, site.expected())
    Vault(str(site.home)).write("session:x", {})
    file = site.home / "staff.sqlite"
    file.write_bytes(b"no database at all" * 300)
    file.chmod(0o600)
    assert "imports" in [part for part, _ in probe.self_check(site.launcher)]
    assert "staff.sqlite" in found(site)["database"]


@pytest.fixture
def programs(user: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that mount; `user` sees none."""
    monkeypatch.setenv("PATH", PROGRAMS)


@pytest.mark.usefixtures("programs", "host_here")
def test_a_disk_without_room_is_named(site: Site) -> None:
    with small_disk(site.home, "1m"):
        install(site, site.expected())
        assert "data-folder-full" not in found(site)
        fill(site.home)
        assert os.strerror(errno.ENOSPC) in found(site)["data-folder-full"]
        assert not [*site.home.glob(".doctor-*")]
        site.launcher.unlink()
        fill(site.home)
        _, failed = doctor.mend(site)
        assert any("No space" in why for why in failed.values()), failed


def test_a_quota_without_room_is_named(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a full disk, in the system's other words; quotas need a file system of their own."""
    install(site, site.expected())

    def full(_path: Path, _data: bytes) -> int:
        raise OSError(errno.EDQUOT, os.strerror(errno.EDQUOT))

    monkeypatch.setattr(Path, "write_bytes", full)
    assert os.strerror(errno.EDQUOT) in found(site)["data-folder-full"]


@pytest.mark.usefixtures("programs", "host_here")
def test_a_fix_that_fails_says_why(site: Site, tmp_path: Path) -> None:
    install(site, site.expected())
    site.launcher.chmod(0o600)
    with read_only(site.home, site.home):
        mended, failed = doctor.mend(site)
    assert not mended
    assert any("ead-only file system" in why for why in failed.values()), failed


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root can give a file away")
@pytest.mark.usefixtures("host_here")
def test_a_data_folder_of_somebody_elses_is_named_and_no_command_breaks_down(site: Site) -> None:
    """As `sudo` leaves it."""
    install(site, site.expected())
    os.chown(site.home, 4711, 4711)
    assert "4711" in found(site)["data-folder"]
    code = "import sys; from installer.cli import main; sys.exit(main(sys.argv[1:]))"
    for words, code_wanted in (
        (["doctor", "--fix"], 1),
        (["install"], 1),
        (["uninstall", "--purge", "--yes"], 0),
    ):
        command = [sys.executable, "-c", code, *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
        assert done.returncode == code_wanted, words  # root may remove what is somebody else's
        assert "Traceback" not in done.stderr, words


def test_a_check_that_breaks_down_is_a_finding(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_site: Site) -> list[Finding]:
        raise ZeroDivisionError

    monkeypatch.setitem(doctor.CHECKS, "proxy", broken)
    assert "ZeroDivisionError" in found(site)["proxy"]


@pytest.mark.usefixtures("site")
def test_a_report_names_nobody(tmp_path: Path, user: Path) -> None:
    code = "import sys; from installer.cli import main; sys.exit(main())"
    report = tmp_path / "report.json"
    words = [sys.executable, "-c", code, "doctor", "--report", str(report)]
    subprocess.run(words, capture_output=True, check=False, cwd=ROOT)
    text = report.read_text("utf-8")
    told = json.loads(text)
    assert told["findings"]
    assert str(user) not in text
    assert (
        without_persons("at https://autolab.cs.example.edu:8443/x for a.b@example.edu.")
        == "at (address) for (e-mail)"
    )
    assert (
        without_persons('"Looked into: “Zoë\'s \\"safe\\"”."', ['Zoë\'s "safe"'])
        == '"Looked into: “(name)”."'
    )
