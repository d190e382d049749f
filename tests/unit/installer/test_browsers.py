from __future__ import annotations

import sys
from pathlib import Path

import pytest

from installer.browsers import CHROMIUM, GECKO, LINUX, Browser
from installer.browsers_macos import MACOS
from installer.browsers_windows import WINDOWS
from installer.linux import Linux
from installer.macos import MacOS

HOME = Path("/somewhere")
H = "autolab_companion.json"

LINUX_PLACES = {
    "chromium": [".config/chromium/NativeMessagingHosts"],
    "chrome": [".config/google-chrome/NativeMessagingHosts"],
    "chrome-beta": [".config/google-chrome-beta/NativeMessagingHosts"],
    "chrome-unstable": [".config/google-chrome-unstable/NativeMessagingHosts"],
    "chrome-for-testing": [".config/google-chrome-for-testing/NativeMessagingHosts"],
    "edge": [".config/microsoft-edge/NativeMessagingHosts"],
    "edge-beta": [".config/microsoft-edge-beta/NativeMessagingHosts"],
    "edge-dev": [".config/microsoft-edge-dev/NativeMessagingHosts"],
    "brave": [".config/BraveSoftware/Brave-Browser/NativeMessagingHosts"],
    "brave-beta": [".config/BraveSoftware/Brave-Browser-Beta/NativeMessagingHosts"],
    "brave-nightly": [".config/BraveSoftware/Brave-Browser-Nightly/NativeMessagingHosts"],
    "vivaldi": [".config/vivaldi/NativeMessagingHosts"],
    "vivaldi-snapshot": [".config/vivaldi-snapshot/NativeMessagingHosts"],
    "opera": [".config/google-chrome/NativeMessagingHosts"],
    "opera-beta": [".config/google-chrome/NativeMessagingHosts"],
    "opera-developer": [".config/google-chrome/NativeMessagingHosts"],
    "helium": [".config/net.imput.helium/NativeMessagingHosts"],
    "yandex": [".config/yandex-browser/NativeMessagingHosts"],
    "iridium": [".config/iridium/NativeMessagingHosts"],
    "comet": [".config/comet/NativeMessagingHosts"],
    "chromium-snap": ["snap/chromium/common/chromium/NativeMessagingHosts"],
    "firefox": [".mozilla/native-messaging-hosts"],
    "zen": [".mozilla/native-messaging-hosts"],
    "floorp": [".mozilla/native-messaging-hosts"],
    "mullvad": [".mozilla/native-messaging-hosts"],
    "librewolf": [".librewolf/native-messaging-hosts"],
    "waterfox": [".waterfox/native-messaging-hosts", ".mozilla/native-messaging-hosts"],
    "tor": [
        ".local/share/torbrowser/tbb/x86_64/tor-browser/Browser/TorBrowser/Data/Browser/.mozilla/native-messaging-hosts"
    ],
    "thunderbird": [".mozilla/native-messaging-hosts"],
}
MAC_PLACES = {
    "chromium": ["Chromium/NativeMessagingHosts"],
    "chrome": ["Google/Chrome/NativeMessagingHosts"],
    "chrome-beta": ["Google/Chrome Beta/NativeMessagingHosts"],
    "chrome-dev": ["Google/Chrome Dev/NativeMessagingHosts"],
    "chrome-canary": ["Google/Chrome Canary/NativeMessagingHosts"],
    "chrome-for-testing": ["Google/ChromeForTesting/NativeMessagingHosts"],
    "edge": ["Microsoft Edge/NativeMessagingHosts"],
    "edge-beta": ["Microsoft Edge Beta/NativeMessagingHosts"],
    "edge-dev": ["Microsoft Edge Dev/NativeMessagingHosts"],
    "edge-canary": ["Microsoft Edge Canary/NativeMessagingHosts"],
    "brave": ["BraveSoftware/Brave-Browser/NativeMessagingHosts"],
    "brave-beta": ["BraveSoftware/Brave-Browser-Beta/NativeMessagingHosts"],
    "brave-nightly": ["BraveSoftware/Brave-Browser-Nightly/NativeMessagingHosts"],
    "vivaldi": ["Vivaldi/NativeMessagingHosts"],
    "opera": ["Google/Chrome/NativeMessagingHosts", "com.operasoftware.Opera/NativeMessagingHosts"],
    "arc": ["Arc/User Data/NativeMessagingHosts"],
    "dia": ["DiaBrowser/NativeMessagingHosts"],
    "yandex": ["Yandex/YandexBrowser/NativeMessagingHosts"],
    "iridium": ["Iridium/NativeMessagingHosts"],
    "comet": ["Comet/NativeMessagingHosts"],
    "helium": ["net.imput.helium/NativeMessagingHosts"],
    "firefox": ["Mozilla/NativeMessagingHosts"],
    "zen": ["Zen/NativeMessagingHosts", "Mozilla/NativeMessagingHosts"],
    "floorp": ["Mozilla/NativeMessagingHosts"],
    "librewolf": ["LibreWolf/NativeMessagingHosts"],
    "waterfox": ["Waterfox/NativeMessagingHosts", "Mozilla/NativeMessagingHosts"],
    "tor": ["TorBrowser-Data/Browser/Mozilla/NativeMessagingHosts"],
    "thunderbird": ["Mozilla/NativeMessagingHosts"],
}
WINDOWS_VENDORS = {
    "chrome": [r"Google\Chrome"],
    "chrome-beta": [r"Google\Chrome"],
    "chrome-dev": [r"Google\Chrome"],
    "chrome-for-testing": [r"Google\Chrome"],
    "chrome-canary": [r"Google\Chrome"],
    "chromium": ["Chromium"],
    "edge": [r"Microsoft\Edge"],
    "edge-beta": [r"Microsoft\Edge"],
    "edge-dev": [r"Microsoft\Edge"],
    "edge-canary": [r"Microsoft\Edge"],
    "brave-beta": [r"BraveSoftware\Brave-Browser", r"Google\Chrome"],
    "brave-nightly": [r"BraveSoftware\Brave-Browser", r"Google\Chrome"],
    "arc": [r"Google\Chrome"],
    "yandex": [r"Google\Chrome"],
    "helium": [r"Google\Chrome", "Chromium"],
    "brave": [r"BraveSoftware\Brave-Browser", "Chromium", r"Google\Chrome"],
    "vivaldi": ["Vivaldi", r"Google\Chrome"],
    "opera": [r"Google\Chrome", "Opera Software"],
    "comet": ["Comet"],
    "firefox": ["Mozilla"],
    "zen": ["Mozilla"],
    "floorp": ["Mozilla"],
    "librewolf": ["LibreWolf", "Mozilla"],
    "waterfox": ["Mozilla", "Waterfox"],
    "tor": ["Mozilla"],
    "thunderbird": ["Mozilla"],
}
TABLES = {"linux": LINUX, "macos": MACOS, "windows": WINDOWS}


def row(table: tuple[Browser, ...], key: str) -> Browser:
    return next(browser for browser in table if browser.key == key)


@pytest.mark.parametrize(("key", "folders"), LINUX_PLACES.items())
def test_linux_browsers_read_the_folders_that_their_sources_name(key: str, folders: list[str]) -> None:
    system = Linux({"HOME": "/home/zoe"})
    assert [place.file for place in system.places(row(LINUX, key), HOME)] == [
        Path("/home/zoe", f, H) for f in folders
    ]


@pytest.mark.parametrize(("key", "folders"), MAC_PLACES.items())
def test_mac_browsers_read_the_folders_that_their_sources_name(key: str, folders: list[str]) -> None:
    system = MacOS({"HOME": "/Users/zoe"})
    support = Path("/Users/zoe/Library/Application Support")
    assert [place.file for place in system.places(row(MACOS, key), HOME)] == [
        support / f / H for f in folders
    ]


@pytest.mark.parametrize(("key", "vendors"), WINDOWS_VENDORS.items())
def test_windows_browsers_read_these_vendors_keys(key: str, vendors: list[str]) -> None:
    assert row(WINDOWS, key).hosts == tuple(rf"SOFTWARE\{vendor}\NativeMessagingHosts" for vendor in vendors)


@pytest.mark.parametrize(
    ("table", "places"),
    [(LINUX, LINUX_PLACES), (MACOS, MAC_PLACES), (WINDOWS, WINDOWS_VENDORS)],
    ids=("linux", "macos", "windows"),
)
def test_no_browser_is_served_whose_places_are_not_written_here(
    table: tuple[Browser, ...], places: dict[str, list[str]]
) -> None:
    assert [browser.key for browser in table if browser.hosts] == list(places), "in the order of the table"


def test_xdg_config_home_moves_chromium_but_not_firefox() -> None:
    system = Linux({"HOME": "/home/zoe", "XDG_CONFIG_HOME": "/cfg"})
    assert system.places(row(LINUX, "chromium"), HOME)[0].file == Path(
        "/cfg/chromium/NativeMessagingHosts", H
    )
    (folder,) = LINUX_PLACES["firefox"]
    assert system.places(row(LINUX, "firefox"), HOME)[0].file == Path("/home/zoe", folder, H)


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
