"""The installer file: checked, unpacked and started by a shell alone. Its program here is a script, so it is quick."""

from __future__ import annotations

import os
import platform
import stat
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from installer.bundle import archive, pythons, shared_libraries, windows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Listing = Callable[[], dict[str, tuple[int, bytes]]]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a file for Linux")
NAME = "1.2.3-0a1b2c3d"
TELLER = """#!/bin/sh
[ "$2" != -c ] || exit 0
printf '%s\\n' "$@" >>"$HOME/told"
case $HOME in
*broken*) echo "It cannot be." >&2; exit 1 ;;
esac
home=${AUTOLAB_COMPANION_HOME:-$HOME/.local/share/autolab-companion}
mkdir -p "$home/bin"
echo "$0" >"$home/bin/autolab-companion-host"
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """Stands for a Python with everything in it; tells its arguments."""
    folder = tmp_path / "program"
    (folder / "bin").mkdir(parents=True)
    (folder / "lib").mkdir()
    (folder / "bin/python3").write_text(TELLER)
    (folder / "bin/python3").chmod(0o755)
    (folder / "lib/data").write_text("data")
    return folder


def built(
    program: Path, glibc: tuple[int, int] = (2, 17), machine: str = platform.machine(), system: str = "Linux"
) -> bytes:
    made_for = archive.Platform(system, machine, glibc)
    return archive.installer(archive.packed(program, NAME, 1_000_000_000), NAME, "1.2.3", made_for)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's home with an awkward name; the data folder is deep in it, and not there."""
    folder = tmp_path / "Zoë's $HOME `dir`"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("AUTOLAB_COMPANION_HOME", str(folder / "share/deep/companion"))
    for name in ("XDG_CACHE_HOME", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    return folder


def run(
    content: bytes, home: Path, *words: str, path: str = "/usr/bin:/bin"
) -> subprocess.CompletedProcess[str]:
    file = home.parent / "a download (1).run"
    file.write_bytes(content)
    return subprocess.run(
        ["/bin/sh", file, *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": path},
        check=False,
    )


def test_it_unpacks_and_installs(program: Path, home: Path) -> None:
    done = run(built(program), home)
    assert (done.returncode, done.stderr) == (0, "")
    unpacked = home / "share/deep/companion/program" / NAME
    assert (unpacked / "lib/data").read_text() == "data"
    assert stat.S_IMODE(unpacked.parent.parent.stat().st_mode) == 0o700
    told = (home / "told").read_text().split("\n")
    assert told == [
        "-I",
        "-m",
        "autolab_companion",
        "install",
        "--made",
        str(home / "share"),
        "--welcome",
        "",
    ]


@pytest.mark.parametrize("data", ["relative/data", ""])
def test_a_relative_data_folder_is_ignored(
    program: Path, home: Path, data: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AUTOLAB_COMPANION_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", data)
    assert run(built(program), home).returncode == 0
    assert (home / ".local/share/autolab-companion/program" / NAME / "lib/data").read_text() == "data"


def test_what_an_earlier_trial_said_goes_with_success(program: Path, home: Path) -> None:
    log = home / ".cache/autolab-companion-install.log"
    run(built(program)[:-1], home)
    assert log.exists()
    run(built(program), home)
    assert not log.exists()


def test_started_again_it_leaves_a_running_program_alone(program: Path, home: Path) -> None:
    run(built(program), home)
    unpacked = home / "share/deep/companion/program" / NAME
    number = unpacked.stat().st_ino
    assert run(built(program), home).returncode == 0
    assert unpacked.stat().st_ino == number
    (unpacked / "lib/data").write_text("damaged")
    assert run(built(program), home).returncode == 0
    assert (unpacked / "lib/data").read_text() == "data"


def test_words_are_a_command_of_the_new_program(program: Path, home: Path) -> None:
    assert run(built(program), home, "upgrade", "a b").returncode == 0
    assert (home / "told").read_text() == "-I\n-m\nautolab_companion\nupgrade\na b\n"


@pytest.mark.parametrize(
    "spoil", [lambda all_: all_[:-1], lambda all_: all_[:-9] + b"X" + all_[-8:], lambda all_: all_ + b"\n"]
)
def test_a_damaged_download_is_refused_before_anything_is_written(
    program: Path, home: Path, spoil: Callable[[bytes], bytes]
) -> None:
    done = run(spoil(built(program)), home)
    assert (done.returncode, done.stderr) == (1, "This file is damaged or incomplete. Download it again.\n")
    assert [each.name for each in home.iterdir()] == [".cache"]
    assert run(spoil(built(program)), home, "--check").returncode == 1
    assert run(built(program), home, "--check").returncode == 0


def test_a_computer_that_cannot_run_it_is_told_so(program: Path, home: Path) -> None:
    assert "is too old: its C library is" in run(built(program, glibc=(2, 99)), home).stderr
    assert "is for Linux on riscv64" in run(built(program, machine="riscv64"), home).stderr


def test_without_a_terminal_a_window_tells_what_went_wrong(program: Path, home: Path) -> None:
    windows = home.parent / "windows"
    windows.mkdir()
    (windows / "zenity").write_text('#!/bin/sh\nprintf "%s\\n" "$@" >"$HOME/shown"\n')
    (windows / "zenity").chmod(0o755)
    run(built(program)[:-1], home, path=f"{windows}:/usr/bin:/bin")
    assert "This file is damaged" in (home / "shown").read_text()
    assert "This file is damaged" in (home / ".cache/autolab-companion-install.log").read_text()


def test_an_installation_that_fails_says_why_and_leaves_nothing(
    program: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = home / "broken"
    broken.mkdir()
    monkeypatch.setenv("HOME", str(broken))
    done = run(built(program), home)
    assert (done.returncode, done.stderr) == (1, "It cannot be.\n")
    assert not (home / "share").exists()


def test_a_full_disk_or_a_file_in_the_way_is_told(program: Path, home: Path) -> None:
    (home / "share").write_text("")
    done = run(built(program), home)
    assert done.returncode == 1
    assert "could not be unpacked into" in done.stderr


def test_the_same_files_make_the_same_bytes(program: Path) -> None:
    first = built(program)
    os.utime(program / "lib/data", (5, 5))
    (program / "lib/data").chmod(0o600)
    assert built(program) == first
    assert first[archive.SIZE :].startswith(b"\x1f\x8b")
    assert archive.digest(program) != archive.digest(program / "lib")


def test_an_interpreter_that_is_not_pinned_is_refused(tmp_path: Path) -> None:
    name = next(iter(pythons.PINNED))
    (tmp_path / name).write_bytes(b"something else")
    with pytest.raises(SystemExit, match="is pinned for that name"):
        pythons.check(tmp_path / name)


def test_what_the_c_library_brings_is_not_taken_along() -> None:
    ours = ("libcrypto.so.3", "libsqlite3.so.0", "libcrypt.so.1", "libz.so.1", "libmagic.so.1")
    theirs = ("libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2", "libpthread.so.0", "linux-vdso.so.1")
    assert [name for name in (*ours, *theirs) if shared_libraries.LIBC.fullmatch(name)] == [*theirs]


def test_on_a_mac_the_same_script_uses_what_a_mac_has(
    program: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AUTOLAB_COMPANION_HOME")
    tools = home.parent / "tools"
    tools.mkdir()
    fakes = {
        "uname": '[ "$1" = -s ] && echo Darwin || echo arm64',
        "shasum": "shift 2; exec sha256sum",
        "osascript": 'for said; do :; done; echo "$said" >"$HOME/shown"',
    }
    for name, code in fakes.items():
        (tools / name).write_text(f"#!/bin/sh\n{code}\n")
        (tools / name).chmod(0o755)
    content = built(program, machine="arm64", system="Darwin")
    path = f"{tools}:/usr/bin:/bin"
    run(content, home, path=path)  # the program that stands for Python knows no data folder of a Mac
    assert (home / "told").read_text().split("\n")[3:5] == ["install", "--made"]
    assert str(home / "Library") in (home / "told").read_text()
    run(content[:-1], home, path=path)
    assert (home / "shown").read_text() == "This file is damaged or incomplete. Download it again.\n"
    assert "This file is for Darwin on arm64" in run(content, home).stderr


def test_what_windows_starts_finds_its_python_beside_it(tmp_path: Path) -> None:
    windows.add_scripts(tmp_path)
    content = (tmp_path / "Scripts/autolab-companion-host.exe").read_bytes()
    assert content[:2] == b"MZ"
    assert "<launcher_dir>\\".encode("utf-16-le") in content, "the launcher knows the word"
    assert content.count(windows.SHEBANG) == 1
    with zipfile.ZipFile(tmp_path / "Scripts/autolab-companion-host.exe") as archived:
        assert archived.read("__main__.py") == b"from autolab_companion.host import start\nstart()\n"
    assert sorted(path.name for path in (tmp_path / "Scripts").iterdir()) == [
        "autolab-companion-host.exe",
        "autolab-companion.exe",
    ]
