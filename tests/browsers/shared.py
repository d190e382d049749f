"""Browsers that many tests share: starting one takes longer than making it as good as new."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from installer.launcher import HOST

from .base import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .base import Browser

QUIET_PAGE = "icons/16.png"
"""It may use the extension's own API and, having no script, asks nothing of the background worker."""
FORGET = """async () => {
  const api = globalThis.browser ?? chrome;
  const { origins } = await api.permissions.getAll();
  await api.permissions.remove({ origins, permissions: ["notifications"] });
  await api.alarms.clearAll();
}"""
EMPTY = """async () => {
  const api = globalThis.browser ?? chrome;
  await Promise.all([api.scripting.unregisterContentScripts(), api.storage.local.clear(), api.storage.session.clear()]);
  const { origins } = await api.permissions.getAll();
  const kept = { ...(await api.storage.local.get()), ...(await api.storage.session.get()) };
  return [origins, Object.keys(kept), (await api.scripting.getRegisteredContentScripts()).length];
}"""
NOTHING = [[], [], 0]


class SharedBrowsers:
    """One browser of each kind. `folder` holds what they leave behind."""

    def __init__(self, folder: Path, kinds: dict[str, type[Browser]]) -> None:
        self._folder, self._kinds = folder, kinds
        self._running: dict[str, Browser] = {}
        self._started = 0

    @contextmanager
    def lend(self, name: str, extension: Path) -> Iterator[Browser]:
        """The browser of that kind with this extension, nothing added and nobody signed in.

        It is renewed when it is given back.
        """
        browser = self._running.get(name) or self._start(name, extension)
        if browser.extension != extension:
            browser.extension = extension
            browser.update()
        try:
            yield browser
            if name in self._running:
                renew(browser)
        except BaseException:
            self.give_up(name)
            raise

    def give_up(self, name: str) -> None:
        """End one of which nobody knows how it was left; whoever is next gets another."""
        if name in self._running:
            self._running.pop(name).close()

    def _start(self, name: str, extension: Path) -> Browser:
        self._started += 1
        browser = self._kinds[name](self._folder / f"{name} {self._started}", extension=extension)
        shutil.copytree(browser.data, _installed(browser), symlinks=True)
        self._running[name] = browser
        return browser

    def close(self) -> None:
        """End them all."""
        for name in list(self._running):
            self.give_up(name)


def renew(browser: Browser) -> None:
    """Forget everything since the installation: servers, permissions, cookies, tabs, the host's data folder."""
    browser.switch_home()
    browser.goto(browser.page(QUIET_PAGE))
    home = browser.address()
    while len(browser.tabs()) > 1:
        browser.switch(lambda url: url != home)
        browser.close_tab()
    browser.dark(on=False)
    browser.run(FORGET)
    browser.restart_background()
    until(lambda: not hosts_of(browser), "the host to end")
    assert browser.run(EMPTY) == NOTHING
    browser.forget_cookies()
    shutil.rmtree(browser.data)
    shutil.copytree(_installed(browser), browser.data, symlinks=True)
    browser.goto("about:blank")


def _installed(browser: Browser) -> Path:
    """The host's data folder, as the installer left it."""
    return browser.folder / "installed"


def hosts_of(browser: Browser) -> list[int]:
    """Process ids of the hosts that this browser has started and that still run."""
    mine = f"AUTOLAB_COMPANION_HOME={browser.data}".encode()
    numbers = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [pid for pid in numbers if _is_host(pid, mine)]


def _is_host(pid: int, home: bytes) -> bool:
    """Whoever started it tells whose it is: a host lets nobody but root read its own environment."""
    process = Path("/proc", str(pid))
    try:
        if (process / "cmdline").read_bytes().split(b"\0")[1:4] != [word.encode() for word in HOST]:
            return False
        parent = (process / "stat").read_text("utf-8").rpartition(")")[2].split()[1]
        return home in Path("/proc", parent, "environ").read_bytes().split(b"\0")
    except OSError:  # it has ended, or is another user's
        return False
