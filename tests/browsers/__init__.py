"""Real browsers, driven through one small interface: Debian's Chromium (Playwright), Firefox ESR (Marionette).

Each starts with the extension loaded, the real host registered by our own installer in a throw-away home, and
host permissions granted to whatever the test clicks on (real prompts are native windows).
"""

from __future__ import annotations

from .base import Browser, until
from .chromium import Chromium
from .firefox import Firefox
from .shared import SharedBrowsers, hosts_of

BROWSERS: dict[str, type[Browser]] = {"chromium": Chromium, "firefox": Firefox}

__all__ = ["BROWSERS", "Browser", "Chromium", "Firefox", "SharedBrowsers", "hosts_of", "until"]
