"""The command as a user types it, in a process of its own."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from installer.cli import COMMANDS
from installer.precompile import needed
from native_host import __version__
from native_host.storage.submissions.entry import Entry
from native_host.storage.submissions.journal import Journal
from native_host.vault.vault import Vault
from native_host.wire.identifiers import Email, Origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from installer.site import Site

    Listing = Callable[[], dict[str, tuple[int, bytes]]]

COMMAND = Path(sys.executable).with_name("autolab-companion")


def command(*words: str) -> subprocess.CompletedProcess[str]:
    """Home and data folder come from the fixtures, through the environment."""
    return subprocess.run(
        [COMMAND, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def shell(line: str) -> subprocess.CompletedProcess[str]:
    """A line of the shell, for streams that only it can close."""
    return subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, check=False)


@pytest.mark.usefixtures("site")
def test_from_install_to_uninstall(listing: Listing) -> None:
    before = listing()
    missing = command("doctor", "--json")
    assert missing.returncode == 1
    assert json.loads(missing.stdout)["findings"][0]["check"] == "manifest-missing"
    assert command("status").returncode == 1

    installed = command("install")
    assert (installed.returncode, installed.stderr) == (0, "")
    assert "Load unpacked" in installed.stdout
    assert command("status").returncode == 0
    healthy = command("doctor", "--json")
    assert (healthy.returncode, json.loads(healthy.stdout)["findings"]) == (0, [])

    assert command("uninstall").returncode == 0
    assert listing() == before


@pytest.mark.usefixtures("site")
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no XDG folders")
def test_a_folder_that_cannot_be_looked_into_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", f"/{'x' * 300}")
    assert json.loads(command("doctor", "--json").stdout)["browsers"] == ["firefox"]
    refused = command("install", "--browser", "chromium")
    assert refused.returncode == 1
    assert "could not be changed: File name too long" in refused.stderr


@pytest.mark.usefixtures("site")
def test_the_launcher_finds_the_data_folder_that_only_the_terminal_knows(
    tmp_path: Path, user: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AUTOLAB_COMPANION_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "elsewhere"))
    assert command("install").returncode == 0
    manifest = json.loads((user / ".mozilla/native-messaging-hosts/autolab_companion.json").read_bytes())
    launcher = Path(manifest["path"])
    assert shlex.quote(str(launcher.parents[1])) in launcher.read_text()


@pytest.mark.usefixtures("site")
def test_doctor_fix_installs() -> None:
    mended = command("doctor", "--fix")
    assert mended.returncode == 0
    assert "mended: Firefox cannot find the host." in mended.stdout


def test_what_only_a_warning_can_mend_is_offered_too(site: Site) -> None:
    command("install")
    site.launcher.write_bytes(
        site.launcher.read_bytes().replace(b"\n", b"\r\n")
    )  # an editor's idea of a line
    ill = command("doctor")
    assert ill.returncode == 1
    assert "doctor --fix` to mend" in ill.stdout
    assert command("doctor", "--fix").returncode == 0


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("words", [("install",), ("doctor",), ("servers", "list")])
def test_a_data_folder_that_cannot_be_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("AUTOLAB_COMPANION_HOME", "~/companion")
    done = command(*words)
    assert done.returncode == 1
    assert done.stderr.startswith("The data folder cannot be used: ")


@pytest.mark.usefixtures("site")
@pytest.mark.skipif(os.name == "nt", reason="names of Linux and its devices")
@pytest.mark.parametrize("words", [("status",), ("doctor",), ("install",), ("receipts", "verify")])
@pytest.mark.parametrize("name", [b"\xff\xfe", b"x" * 300])
def test_a_data_folder_with_an_odd_name_is_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], name: bytes
) -> None:
    monkeypatch.setenv("AUTOLAB_COMPANION_HOME", str(tmp_path / os.fsdecode(name)))
    done = command(*words)
    assert done.returncode in {0, 1}
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [("scores", "--help"), ("submit", "-h"), ("vault", "move-key", "-h")])
def test_help_is_as_wide_as_the_terminal(monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    widest = {}
    for columns in (40, 400):
        monkeypatch.setenv("COLUMNS", str(columns))
        done = command(*words)
        widest[columns] = max(map(len, (done.stdout + done.stderr).splitlines()))
    assert widest[40] < widest[400]


@pytest.mark.usefixtures("site")
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a full disk as a device")
@pytest.mark.parametrize("words", [("receipts", "export"), ("receipts", "verify"), ("status",), ("doctor",)])
def test_an_output_that_cannot_be_written_is_told(words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([COMMAND, *words], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (1, 2)
    assert "No space left on device" in done.stderr


@pytest.mark.usefixtures("site")
@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell")
@pytest.mark.parametrize(
    ("line", "code"),
    [("receipts verify >&-", 0), ("vault erase <&-", 1), ("receipts verify <&- >&- 2>&-", 0)],
)
def test_streams_that_are_closed_are_no_traceback(line: str, code: int) -> None:
    done = shell(f"{shlex.quote(str(COMMAND))} {line}")
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)


@pytest.mark.usefixtures("site")
@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a folder that somebody is in")
def test_a_working_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    program = "import os, sys; os.rmdir(os.getcwd()); os.execv(sys.argv[1], sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", program, COMMAND, "receipts", "export", "x.json"],
        cwd=gone,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("x.json could not be written: No such file or directory.")


@pytest.mark.usefixtures("site")
@pytest.mark.skipif(os.name == "nt", reason="POSIX pipes")
def test_whoever_reads_no_further_gets_no_traceback() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [COMMAND, "servers", "list"], stdout=writing, stderr=subprocess.PIPE, text=True, check=False
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")


def test_without_a_browser_install_says_what_to_do(user: Path, listing: Listing) -> None:
    before = listing()
    refused = command("install")
    assert refused.returncode == 1
    assert "--browser" in refused.stderr
    assert listing() == before
    assert command("install", "--browser", "chrome").returncode == 0
    assert (user / ".config/google-chrome/NativeMessagingHosts/autolab_companion.json").exists()


@pytest.mark.usefixtures("user")
def test_a_profile_folder_can_be_named(tmp_path: Path) -> None:
    assert command("install", "--user-data-dir", str(tmp_path / "profile")).returncode == 0
    assert (tmp_path / "profile/NativeMessagingHosts/autolab_companion.json").exists()


def test_all_means_every_browser_of_the_table(site: Site) -> None:
    assert command("install", "--all").returncode == 0
    everywhere = site.places_of(site.system.browsers)
    assert all(place.file.exists() for place in everywhere)


def test_purge_lists_receipts_and_wants_a_yes(site: Site, listing: Listing) -> None:
    before = listing()
    assert command("install").returncode == 0
    vault = Vault(str(site.home))
    journal = Journal(str(site.home), vault)
    journal.begin(
        Entry(
            "r1",
            Origin("https://a.test"),
            Email("zoe@a.test"),
            "15213",
            "malloclab",
            "Malloc Lab",
            "mm.c",
            10,
            "0" * 64,
            1.0,
        )
    )
    journal.close()

    refused = command("uninstall", "--purge")
    assert refused.returncode == 1
    assert "mm.c to 15213/malloclab" in refused.stdout
    assert "--yes" in refused.stderr
    assert vault.records() is not None

    assert command("uninstall", "--purge", "--yes").returncode == 0
    assert listing() == before


@pytest.mark.parametrize(
    "words", [[], ["no-such-command"], ["install", "--browser", "lynx"], ["doctor", "--no-such"]]
)
def test_wrong_usage_is_exit_code_2(words: list[str]) -> None:
    assert command(*words).returncode == 2


def test_help_names_every_command() -> None:
    shown = command("--help").stdout
    assert all(name in shown for name in COMMANDS)


def test_extension_path_holds_the_extension() -> None:
    told = command("extension-path")
    assert told.returncode == 0
    assert (Path(told.stdout.strip()) / "manifest.json").is_file()


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_imports_no_other_command(name: str) -> None:
    code = f"""
import sys
from installer.cli import main
try:
    main([{name!r}, "--help"])
except SystemExit:
    pass
print(*sorted(module for module in sys.modules if module.startswith("installer.commands.")), file=sys.stderr)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stderr.split() == [f"installer.commands.{COMMANDS[name][0]}"]


def test_what_is_compiled_ahead_is_what_the_host_needs() -> None:
    names = needed()
    assert {"autolab-companion", "aiohttp", "cryptography", "yarl"} <= names
    assert not {"pytest", "mypy", "playwright"} & names


def test_the_version_is_told() -> None:
    done = command("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{__version__}\n", "")
