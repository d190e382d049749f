"""Where every browser looks for native-messaging hosts and how to see that it is here: one table, a row per browser.

Here are the rows of Linux; those of macOS and Windows have files of their own. Folders may start with {home}, {config},
{support}, {local}, {roaming} or {programs}; each system fills them in. A sign without a slash is a program on PATH.
"""

from __future__ import annotations

from dataclasses import dataclass

CHROMIUM = "chromium"
GECKO = "gecko"

NMH = "NativeMessagingHosts"
FIREFOX_POLICIES = ":".join(
    (
        "/etc/firefox/policies",
        *(
            f"/{top}/{name}/distribution"
            for top in ("usr/lib", "usr/lib64", "opt")
            for name in ("firefox", "firefox-esr")
        ),
    )
)
TOR = "{home}/.local/share/torbrowser/tbb/x86_64"
"""Where torbrowser-launcher unpacks it."""
MOZILLA_HOSTS = "{home}/.mozilla/native-messaging-hosts"

SNAP_FIREFOX = "As a snap, Firefox asks once whether it may start the host: allow it. After a refusal run `flatpak permission-set webextensions autolab_companion snap.firefox yes`."
SNAP_CHROMIUM = "The snap confinement may keep Chromium from starting the host. If it does, install Chromium or Chrome as a .deb package."
SNAP_APART = "As a snap this browser cannot start programs outside its sandbox. Install it as a package of its maker's (.deb or .rpm)."
FLATPAK = "A Flatpak browser cannot start programs outside its sandbox, so the host stays out of its reach. Install this browser from your distribution's packages."


@dataclass(frozen=True, slots=True)
class Browser:
    """One browser on one system. `hosts` are all the places it may read; no hosts: it can only be explained.

    `policies`: where an administrator's policies lie, on Linux folders separated by colons.
    """

    key: str
    title: str
    family: str
    hosts: tuple[str, ...]
    signs: tuple[str, ...]
    policies: str = ""
    note: str = ""
    note_sign: str = ""


def _chromium(
    key: str, title: str, data: str, *programs: str, hosts: str = "", policies: str = ""
) -> Browser:
    """A Linux browser that keeps its profiles in {config}/`data` and reads hosts there too, or in {config}/`hosts`."""
    read = "{config}/" + (hosts or data) + "/" + NMH
    return Browser(key, title, CHROMIUM, (read,), ("{config}/" + data, *programs), policies)


def _snap(key: str, title: str, folder: str, policies: str, note: str) -> Browser:
    hosts = ("{home}/snap/" + folder + "/" + NMH,)
    return Browser(key, title, CHROMIUM, hosts, (hosts[0].rpartition("/")[0],), policies, note)


def _snap_apart(key: str, title: str, folder: str) -> Browser:
    return Browser(key, title, CHROMIUM, (), ("{home}/snap/" + folder,), note=SNAP_APART)


def _flatpak(key: str, title: str, identifier: str) -> Browser:
    return Browser(key, title, CHROMIUM, (), ("{home}/.var/app/" + identifier,), note=FLATPAK)


def _gecko(key: str, title: str, *signs: str, hosts: tuple[str, ...] = (MOZILLA_HOSTS,)) -> Browser:
    return Browser(key, title, GECKO, hosts, signs)


LINUX: tuple[Browser, ...] = (
    _chromium("chromium", "Chromium", "chromium", "chromium", "chromium-browser", policies="/etc/chromium/policies/managed"),
    _chromium("chrome", "Google Chrome", "google-chrome", "google-chrome", "google-chrome-stable", policies="/etc/opt/chrome/policies/managed"),
    _chromium("chrome-beta", "Google Chrome Beta", "google-chrome-beta", "google-chrome-beta", policies="/etc/opt/chrome/policies/managed"),
    _chromium("chrome-unstable", "Google Chrome Dev", "google-chrome-unstable", "google-chrome-unstable", policies="/etc/opt/chrome/policies/managed"),
    _chromium("chrome-for-testing", "Chrome for Testing", "google-chrome-for-testing"),
    _chromium("edge", "Microsoft Edge", "microsoft-edge", "microsoft-edge", "microsoft-edge-stable", policies="/etc/opt/edge/policies/managed"),
    _chromium("edge-beta", "Microsoft Edge Beta", "microsoft-edge-beta", "microsoft-edge-beta", policies="/etc/opt/edge/policies/managed"),
    _chromium("edge-dev", "Microsoft Edge Dev", "microsoft-edge-dev", "microsoft-edge-dev", policies="/etc/opt/edge/policies/managed"),
    _chromium("brave", "Brave", "BraveSoftware/Brave-Browser", "brave", "brave-browser", policies="/etc/brave/policies/managed"),
    _chromium("brave-beta", "Brave Beta", "BraveSoftware/Brave-Browser-Beta", "brave-browser-beta", policies="/etc/brave/policies/managed"),
    _chromium("brave-nightly", "Brave Nightly", "BraveSoftware/Brave-Browser-Nightly", "brave-browser-nightly", policies="/etc/brave/policies/managed"),
    _chromium("vivaldi", "Vivaldi", "vivaldi", "vivaldi", "vivaldi-stable"),
    _chromium("vivaldi-snapshot", "Vivaldi Snapshot", "vivaldi-snapshot", "vivaldi-snapshot"),
    # Opera, whatever its channel, reads Chrome's folder.
    _chromium("opera", "Opera", "opera", "opera", hosts="google-chrome"),
    _chromium("opera-beta", "Opera Beta", "opera-beta", "opera-beta", hosts="google-chrome"),
    _chromium("opera-developer", "Opera Developer", "opera-developer", "opera-developer", hosts="google-chrome"),
    _chromium("helium", "Helium", "net.imput.helium", "helium"),
    _chromium("yandex", "Yandex Browser", "yandex-browser", "yandex-browser"),
    _chromium("iridium", "Iridium", "iridium", "iridium-browser"),
    _chromium("comet", "Comet", "comet", "comet"),
    _snap("chromium-snap", "Chromium (snap)", "chromium/common/chromium", "/etc/chromium-browser/policies/managed", SNAP_CHROMIUM),
    _snap_apart("brave-snap", "Brave (snap)", "brave"),
    _snap_apart("opera-snap", "Opera (snap)", "opera"),
    _snap_apart("vivaldi-snap", "Vivaldi (snap)", "vivaldi"),
    _flatpak("chromium-flatpak", "Chromium (Flatpak)", "org.chromium.Chromium"),
    _flatpak("ungoogled-chromium-flatpak", "Ungoogled Chromium (Flatpak)", "io.github.ungoogled_software.ungoogled_chromium"),
    _flatpak("chrome-flatpak", "Google Chrome (Flatpak)", "com.google.Chrome"),
    _flatpak("chrome-unstable-flatpak", "Google Chrome Dev (Flatpak)", "com.google.ChromeDev"),
    _flatpak("edge-flatpak", "Microsoft Edge (Flatpak)", "com.microsoft.Edge"),
    _flatpak("brave-flatpak", "Brave (Flatpak)", "com.brave.Browser"),
    _flatpak("vivaldi-flatpak", "Vivaldi (Flatpak)", "com.vivaldi.Vivaldi"),
    _flatpak("opera-flatpak", "Opera (Flatpak)", "com.opera.Opera"),
    # From version 147 Firefox keeps new profiles below {config}/mozilla, yet still reads hosts in ~/.mozilla only.
    Browser(
        "firefox", "Firefox", GECKO, (MOZILLA_HOSTS,),
        ("{home}/.mozilla/firefox", "{config}/mozilla/firefox", "{home}/snap/firefox", "firefox", "firefox-esr"),
        FIREFOX_POLICIES, SNAP_FIREFOX, "{home}/snap/firefox",
    ),
    _gecko("zen", "Zen", "{home}/.zen", "{config}/zen", "zen-browser"),
    _gecko("floorp", "Floorp", "{home}/.floorp", "floorp"),
    _gecko("mullvad", "Mullvad Browser", "{home}/.mullvad-browser", "mullvad-browser"),
    _gecko("librewolf", "LibreWolf", "{home}/.librewolf", "{config}/librewolf", "librewolf", hosts=("{home}/.librewolf/native-messaging-hosts",)),
    _gecko("waterfox", "Waterfox", "{home}/.waterfox", "waterfox", hosts=("{home}/.waterfox/native-messaging-hosts", MOZILLA_HOSTS)),
    _gecko("tor", "Tor Browser", TOR + "/tor-browser", hosts=(TOR + "/tor-browser/Browser/TorBrowser/Data/Browser/.mozilla/native-messaging-hosts",)),
    _gecko("thunderbird", "Thunderbird", "{home}/.thunderbird", "thunderbird"),
    _flatpak("firefox-flatpak", "Firefox (Flatpak)", "org.mozilla.firefox"),
    _flatpak("librewolf-flatpak", "LibreWolf (Flatpak)", "io.gitlab.librewolf-community"),
    _flatpak("waterfox-flatpak", "Waterfox (Flatpak)", "net.waterfox.waterfox"),
)  # fmt: skip

_CHROME_WIDE = "/etc/opt/chrome/native-messaging-hosts"
LINUX_WIDE: dict[str, tuple[str, ...]] = {
    "chromium": ("/etc/chromium/native-messaging-hosts",),
    **dict.fromkeys(("edge", "edge-beta", "edge-dev"), ("/etc/opt/edge/native-messaging-hosts", _CHROME_WIDE)),
    **dict.fromkeys(("chrome", "chrome-beta", "chrome-unstable", "brave", "brave-beta", "brave-nightly", "vivaldi", "vivaldi-snapshot", "opera", "opera-beta", "opera-developer"), (_CHROME_WIDE,)),
    **dict.fromkeys(("firefox", "zen", "floorp"), ("/usr/lib/mozilla/native-messaging-hosts",)),
}  # fmt: skip
"""By key: where the browser looks for hosts of the whole machine, after those of the user."""

LINUX_UNREAD: tuple[str, ...] = (
    "{config}/mozilla/native-messaging-hosts",
    "{home}/.zen/native-messaging-hosts",
    "{config}/microsoftedge/NativeMessagingHosts",
    "{config}/opera/NativeMessagingHosts",
)
"""Folders that look right, or that other instructions name, but that no browser reads."""
