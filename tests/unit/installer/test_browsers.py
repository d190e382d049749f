from __future__ import annotations

import sys
from pathlib import Path

import pytest

from installer.browsers import CHROMIUM, GECKO, LINUX, MACOS, WINDOWS, Browser
from installer.linux import Linux
from installer.macos import MacOS

HOME = Path("/somewhere")
H = "autolab_companion.json"

LINUX_PLACES = {
    "chromium": ".config/chromium/NativeMessagingHosts",
    "chrome": ".config/google-chrome/NativeMessagingHosts",
    "chrome-beta": ".config/google-chrome-beta/NativeMessagingHosts",
    "chrome-unstable": ".config/google-chrome-unstable/NativeMessagingHosts",
    "edge": ".config/microsoft-edge/NativeMessagingHosts",
    "brave": ".config/BraveSoftware/Brave-Browser/NativeMessagingHosts",
    "vivaldi": ".config/vivaldi/NativeMessagingHosts",
    "opera": ".config/google-chrome/NativeMessagingHosts",
    "chromium-snap": "snap/chromium/common/chromium/NativeMessagingHosts",
    "firefox": ".mozilla/native-messaging-hosts",
    "zen": ".mozilla/native-messaging-hosts",
    "floorp": ".mozilla/native-messaging-hosts",
    "librewolf": ".librewolf/native-messaging-hosts",
}
MAC_PLACES = {
    "chrome": ["Google/Chrome/NativeMessagingHosts"],
    "edge": ["Microsoft Edge/NativeMessagingHosts"],
    "brave": ["BraveSoftware/Brave-Browser/NativeMessagingHosts"],
    "arc": ["Arc/User Data/NativeMessagingHosts"],
    "opera": ["Google/Chrome/NativeMessagingHosts", "com.operasoftware.Opera/NativeMessagingHosts"],
    "firefox": ["Mozilla/NativeMessagingHosts"],
    "zen": ["Zen/NativeMessagingHosts", "Mozilla/NativeMessagingHosts"],
}
TABLES = {"linux": LINUX, "macos": MACOS, "windows": WINDOWS}


def row(table: tuple[Browser, ...], key: str) -> Browser:
    return next(browser for browser in table if browser.key == key)


@pytest.mark.parametrize(("key", "folder"), LINUX_PLACES.items())
def test_linux_browsers_read_the_folders_that_their_sources_name(key: str, folder: str) -> None:
    system = Linux({"HOME": "/home/zoe"})
    assert [place.file for place in system.places(row(LINUX, key), HOME)] == [Path("/home/zoe", folder, H)]


@pytest.mark.parametrize(("key", "folders"), MAC_PLACES.items())
def test_mac_browsers_read_the_folders_that_their_sources_name(key: str, folders: list[str]) -> None:
    system = MacOS({"HOME": "/Users/zoe"})
    support = Path("/Users/zoe/Library/Application Support")
    assert [place.file for place in system.places(row(MACOS, key), HOME)] == [
        support / f / H for f in folders
    ]


@pytest.mark.parametrize(
    ("key", "vendor"), [("chrome", r"Google\Chrome"), ("edge", r"Microsoft\Edge"), ("firefox", "Mozilla")]
)
def test_windows_browsers_read_their_vendors_key(key: str, vendor: str) -> None:
    assert row(WINDOWS, key).hosts == (rf"SOFTWARE\{vendor}\NativeMessagingHosts",)


def test_xdg_config_home_moves_chromium_but_not_firefox() -> None:
    system = Linux({"HOME": "/home/zoe", "XDG_CONFIG_HOME": "/cfg"})
    assert system.places(row(LINUX, "chromium"), HOME)[0].file == Path(
        "/cfg/chromium/NativeMessagingHosts", H
    )
    assert system.places(row(LINUX, "firefox"), HOME)[0].file == Path("/home/zoe", LINUX_PLACES["firefox"], H)


def test_a_relative_xdg_config_home_is_ignored() -> None:
    system = Linux({"HOME": "/home/zoe", "XDG_CONFIG_HOME": "cfg"})
    assert system.places(row(LINUX, "chromium"), HOME)[0].file.is_relative_to("/home/zoe/.config")


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_keys_name_one_browser_each(table: tuple[Browser, ...]) -> None:
    keys = [browser.key for browser in table]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_rows_are_complete(table: tuple[Browser, ...]) -> None:
    for browser in table:
        assert browser.family in {CHROMIUM, GECKO}
        assert browser.signs
        assert browser.hosts or browser.note, "a browser that cannot be served is explained"


@pytest.mark.parametrize("key", [browser.key for browser in LINUX if "/.var/app/" in browser.signs[0]])
def test_flatpak_browsers_are_seen_and_explained_but_never_written_to(key: str, tmp_path: Path) -> None:
    browser = row(LINUX, key)
    system = Linux({"HOME": str(tmp_path)})
    system.resolve(browser.signs[0]).mkdir(parents=True)
    assert system.seen(browser)
    assert system.places(browser, HOME) == ()
    assert "Flatpak" in browser.note


@pytest.mark.parametrize("sign", [".mozilla/firefox", ".config/mozilla/firefox", "snap/firefox"])
def test_firefox_is_seen_wherever_its_profile_lies(sign: str, tmp_path: Path) -> None:
    system = Linux({"HOME": str(tmp_path), "PATH": ""})
    assert system.seen(row(LINUX, "firefox")) is None
    (tmp_path / sign).mkdir(parents=True)
    assert system.seen(row(LINUX, "firefox")) == str(tmp_path / sign)


def test_a_browser_that_never_ran_is_seen_on_the_path(tmp_path: Path) -> None:
    program = tmp_path / "bin/google-chrome"
    program.parent.mkdir()
    program.symlink_to(sys.executable)
    system = Linux({"HOME": str(tmp_path), "PATH": str(program.parent)})
    assert system.seen(row(LINUX, "chrome")) == str(program)


def test_a_mac_application_is_seen_before_its_first_start(tmp_path: Path) -> None:
    (tmp_path / "Applications/Firefox.app").mkdir(parents=True)
    assert MacOS({"HOME": "/Users/zoe"}, tmp_path).seen(row(MACOS, "firefox"))
