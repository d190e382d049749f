from __future__ import annotations

import plistlib
import sys
from typing import TYPE_CHECKING

from installer.install import install
from installer.macos import MacOS
from installer.manifest import Verdict
from installer.probe import say_hello
from installer.site import Site
from installer.uninstall import uninstall

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_install_and_uninstall(
    user: Path, root: Path, companion_home: Path, listing: Callable[[], dict[str, tuple[int, bytes]]]
) -> None:
    support = user / "Library/Application Support"
    (support / "Google/Chrome").mkdir(parents=True)
    (root / "Applications/Zen.app").mkdir(parents=True)
    site = Site(MacOS({"HOME": str(user)}, root), companion_home, sys.executable)
    before = listing()
    install(site, site.expected())
    manifests = {str(place.file.parent.relative_to(support)) for place in site.expected()}
    assert manifests == {
        "Google/Chrome/NativeMessagingHosts",
        "Zen/NativeMessagingHosts",
        "Mozilla/NativeMessagingHosts",
    }
    assert {site.verdict(place) for place in site.expected()} == {Verdict.CURRENT}
    assert say_hello(site.launcher).version
    uninstall(site)
    assert listing() == before


def test_managed_preferences_are_the_policies(user: Path, root: Path) -> None:
    system = MacOS({"HOME": str(user), "USER": "zoe"}, root)
    chrome = next(browser for browser in system.browsers if browser.key == "chrome")
    assert system.policies(chrome) == {}
    file = root / "Library/Managed Preferences/com.google.Chrome.plist"
    file.parent.mkdir(parents=True)
    file.write_bytes(plistlib.dumps({"NativeMessagingBlocklist": ["*"]}))
    assert system.policies(chrome) == {"NativeMessagingBlocklist": ["*"]}
    file.write_bytes(b"no property list")
    assert system.policies(chrome) == {}
    mine = file.parent / "zoe" / file.name
    mine.parent.mkdir()
    mine.write_bytes(plistlib.dumps({"NativeMessagingUserLevelHosts": False}))
    assert system.policies(chrome) == {"NativeMessagingUserLevelHosts": False}
