"""The browsers of macOS: where they look for native-messaging hosts, and how to see that they are here."""

from __future__ import annotations

from .browsers import CHROMIUM, GECKO, NMH, Browser


def _mac(
    key: str, title: str, data: str, app: str, *, hosts: tuple[str, ...] = (), policies: str = ""
) -> Browser:
    """A macOS browser of Chromium's family; `hosts` when it doesn't read them beside its profiles."""
    read = tuple("{support}/" + folder + "/" + NMH for folder in hosts or (data,))
    return Browser(key, title, CHROMIUM, read, ("{support}/" + data, f"/Applications/{app}.app"), policies)


def _mac_gecko(key: str, title: str, data: str, app: str, *hosts: str) -> Browser:
    read = tuple("{support}/" + folder + "/" + NMH for folder in hosts)
    return Browser(key, title, GECKO, read, ("{support}/" + data, f"/Applications/{app}.app"))


MACOS: tuple[Browser, ...] = (
    _mac("chromium", "Chromium", "Chromium", "Chromium", policies="org.chromium.Chromium"),
    _mac("chrome", "Google Chrome", "Google/Chrome", "Google Chrome", policies="com.google.Chrome"),
    _mac("chrome-beta", "Google Chrome Beta", "Google/Chrome Beta", "Google Chrome Beta", policies="com.google.Chrome.beta"),
    _mac("chrome-dev", "Google Chrome Dev", "Google/Chrome Dev", "Google Chrome Dev", policies="com.google.Chrome.dev"),
    _mac("chrome-canary", "Google Chrome Canary", "Google/Chrome Canary", "Google Chrome Canary", policies="com.google.Chrome.canary"),
    _mac("chrome-for-testing", "Chrome for Testing", "Google/ChromeForTesting", "Google Chrome for Testing"),
    _mac("edge", "Microsoft Edge", "Microsoft Edge", "Microsoft Edge", policies="com.microsoft.Edge"),
    _mac("edge-beta", "Microsoft Edge Beta", "Microsoft Edge Beta", "Microsoft Edge Beta"),
    _mac("edge-dev", "Microsoft Edge Dev", "Microsoft Edge Dev", "Microsoft Edge Dev"),
    _mac("edge-canary", "Microsoft Edge Canary", "Microsoft Edge Canary", "Microsoft Edge Canary"),
    _mac("brave", "Brave", "BraveSoftware/Brave-Browser", "Brave Browser", policies="com.brave.Browser"),
    _mac("brave-beta", "Brave Beta", "BraveSoftware/Brave-Browser-Beta", "Brave Browser Beta"),
    _mac("brave-nightly", "Brave Nightly", "BraveSoftware/Brave-Browser-Nightly", "Brave Browser Nightly"),
    _mac("vivaldi", "Vivaldi", "Vivaldi", "Vivaldi", policies="com.vivaldi.Vivaldi"),
    _mac("opera", "Opera", "com.operasoftware.Opera", "Opera", hosts=("Google/Chrome", "com.operasoftware.Opera")),
    _mac("arc", "Arc", "Arc/User Data", "Arc"),
    _mac("dia", "Dia", "DiaBrowser", "Dia"),
    _mac("yandex", "Yandex Browser", "Yandex/YandexBrowser", "Yandex"),
    _mac("iridium", "Iridium", "Iridium", "Iridium"),
    _mac("comet", "Comet", "Comet", "Comet"),
    _mac("helium", "Helium", "net.imput.helium", "Helium"),
    _mac_gecko("firefox", "Firefox", "Firefox", "Firefox", "Mozilla"),
    _mac_gecko("zen", "Zen", "zen", "Zen", "Zen", "Mozilla"),
    _mac_gecko("floorp", "Floorp", "Floorp", "Floorp", "Mozilla"),
    _mac_gecko("librewolf", "LibreWolf", "LibreWolf", "LibreWolf", "LibreWolf"),
    _mac_gecko("waterfox", "Waterfox", "Waterfox", "Waterfox", "Waterfox", "Mozilla"),
    _mac_gecko("tor", "Tor Browser", "TorBrowser-Data", "Tor Browser", "TorBrowser-Data/Browser/Mozilla"),
    _mac_gecko("thunderbird", "Thunderbird", "Thunderbird", "Thunderbird", "Mozilla"),
)  # fmt: skip
