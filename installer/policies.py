"""What an administrator's policies say to install the extension and to allow its host: Chromium's and Firefox's.

Sources: chromeenterprise.google/policies (NativeMessagingAllowlist, ExtensionInstallForcelist) and
mozilla.github.io/policy-templates (ExtensionSettings).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from native_host.identity import CHROMIUM_EXTENSION_IDS, GECKO_EXTENSION_IDS, HOST_NAME

from .browsers import CHROMIUM, GECKO, LINUX
from .linux import GECKO_FILE

if TYPE_CHECKING:
    from pathlib import Path

    from .site import Site

FILE = "autolab-companion.json"
"""In a Chromium's managed folder, where all files count."""
STORE = "https://clients2.google.com/service/update2/crx"
"""The Chrome Web Store's update address."""
FIREFOX = "/etc/firefox/policies"


def chromium(identifier: str = CHROMIUM_EXTENSION_IDS[0], update_url: str = STORE) -> dict[str, Any]:
    """Install the extension from an update address for everybody, and let it start its host."""
    return {
        "NativeMessagingAllowlist": [HOST_NAME],
        "ExtensionInstallForcelist": [f"{identifier};{update_url}"],
    }


def firefox(install_url: str, identifier: str = GECKO_EXTENSION_IDS[0]) -> dict[str, Any]:
    """Install the .xpi from its address (https or file) for everybody."""
    settings = {"installation_mode": "force_installed", "install_url": install_url}
    return {"policies": {"ExtensionSettings": {identifier: settings}}}


def files(site: Site, wanted: dict[str, dict[str, Any]]) -> dict[Path, str]:
    """Where they belong on this Linux: path → content. `wanted`: policies by family."""
    found: dict[Path, str] = {}
    for browser in LINUX:
        if browser.family == CHROMIUM and CHROMIUM in wanted and browser.policies:
            found[site.system.resolve(browser.policies) / FILE] = _text(wanted[CHROMIUM])
    if GECKO in wanted:
        found[site.system.resolve(FIREFOX) / GECKO_FILE] = _text(wanted[GECKO])
    return found


def _text(policies: dict[str, Any]) -> str:
    return json.dumps(policies, indent=2) + "\n"
