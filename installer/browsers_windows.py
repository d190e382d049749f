"""The browsers of Windows. `hosts` are registry keys below HKEY_CURRENT_USER."""

from __future__ import annotations

from .browsers import CHROMIUM, GECKO, NMH, Browser


def _win(
    key: str, title: str, family: str, signs: tuple[str, ...], *keys: str, policies: str = ""
) -> Browser:
    hosts = tuple(rf"SOFTWARE\{vendor}\{NMH}" for vendor in keys)
    return Browser(key, title, family, hosts, signs, rf"SOFTWARE\Policies\{policies}" if policies else "")


# Chrome's key is every Chromium-based browser's fallback; the vendor's own key is written too where it reads one.
WINDOWS: tuple[Browser, ...] = (
    _win("chrome", "Google Chrome", CHROMIUM, ("{local}/Google/Chrome", "{programs}/Google/Chrome"), r"Google\Chrome", policies=r"Google\Chrome"),
    _win("chrome-beta", "Google Chrome Beta", CHROMIUM, ("{local}/Google/Chrome Beta",), r"Google\Chrome", policies=r"Google\Chrome"),
    _win("chrome-dev", "Google Chrome Dev", CHROMIUM, ("{local}/Google/Chrome Dev",), r"Google\Chrome", policies=r"Google\Chrome"),
    _win("chrome-for-testing", "Chrome for Testing", CHROMIUM, ("{local}/Google/Chrome for Testing",), r"Google\Chrome"),
    _win("chrome-canary", "Google Chrome Canary", CHROMIUM, ("{local}/Google/Chrome SxS",), r"Google\Chrome", policies=r"Google\Chrome"),
    _win("chromium", "Chromium", CHROMIUM, ("{local}/Chromium",), "Chromium", policies="Chromium"),
    _win("edge", "Microsoft Edge", CHROMIUM, ("{local}/Microsoft/Edge",), r"Microsoft\Edge", policies=r"Microsoft\Edge"),
    _win("edge-beta", "Microsoft Edge Beta", CHROMIUM, ("{local}/Microsoft/Edge Beta",), r"Microsoft\Edge", policies=r"Microsoft\Edge"),
    _win("edge-dev", "Microsoft Edge Dev", CHROMIUM, ("{local}/Microsoft/Edge Dev",), r"Microsoft\Edge", policies=r"Microsoft\Edge"),
    _win("edge-canary", "Microsoft Edge Canary", CHROMIUM, ("{local}/Microsoft/Edge SxS",), r"Microsoft\Edge", policies=r"Microsoft\Edge"),
    _win("brave-beta", "Brave Beta", CHROMIUM, ("{local}/BraveSoftware/Brave-Browser-Beta",), r"BraveSoftware\Brave-Browser", r"Google\Chrome", policies=r"BraveSoftware\Brave"),
    _win("brave-nightly", "Brave Nightly", CHROMIUM, ("{local}/BraveSoftware/Brave-Browser-Nightly",), r"BraveSoftware\Brave-Browser", r"Google\Chrome", policies=r"BraveSoftware\Brave"),
    _win("arc", "Arc", CHROMIUM, ("{local}/Packages/TheBrowserCompany.Arc_ttt1ap7aakyb4",), r"Google\Chrome"),
    _win("yandex", "Yandex Browser", CHROMIUM, ("{local}/Yandex/YandexBrowser",), r"Google\Chrome"),
    _win("helium", "Helium", CHROMIUM, ("{local}/imput/Helium",), r"Google\Chrome", "Chromium"),
    _win("brave", "Brave", CHROMIUM, ("{local}/BraveSoftware/Brave-Browser",), r"BraveSoftware\Brave-Browser", "Chromium", r"Google\Chrome", policies=r"BraveSoftware\Brave"),
    _win("vivaldi", "Vivaldi", CHROMIUM, ("{local}/Vivaldi",), "Vivaldi", r"Google\Chrome", policies="Vivaldi"),
    _win("opera", "Opera", CHROMIUM, ("{roaming}/Opera Software",), r"Google\Chrome", "Opera Software"),
    _win("comet", "Comet", CHROMIUM, ("{local}/Perplexity/Comet",), "Comet"),
    _win("firefox", "Firefox", GECKO, ("{roaming}/Mozilla/Firefox", "{programs}/Mozilla Firefox"), "Mozilla"),
    _win("zen", "Zen", GECKO, ("{roaming}/zen",), "Mozilla"),
    _win("floorp", "Floorp", GECKO, ("{roaming}/Floorp",), "Mozilla"),
    _win("librewolf", "LibreWolf", GECKO, ("{roaming}/librewolf",), "LibreWolf", "Mozilla"),
    _win("waterfox", "Waterfox", GECKO, ("{roaming}/Waterfox",), "Mozilla", "Waterfox"),
    _win("tor", "Tor Browser", GECKO, ("{home}/Desktop/Tor Browser",), "Mozilla"),
    _win("thunderbird", "Thunderbird", GECKO, ("{roaming}/Thunderbird",), "Mozilla"),
)  # fmt: skip
