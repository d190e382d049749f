"""The two browsers of the bare root, driven from out here: load the extension, and read what its popup says."""

from __future__ import annotations

import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from marionette_driver.addons import Addons
from marionette_driver.errors import MarionetteException
from marionette_driver.marionette import Marionette
from playwright.sync_api import sync_playwright

from native_host.identity import CHROMIUM_EXTENSION_IDS, GECKO_EXTENSION_IDS
from tests.browsers.chromium import QUIET

from .root import HOME, inside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

POPUP = "pages/popup/popup.html"
SAID = (
    "() => [document.getElementById('version').textContent, document.getElementById('trouble').textContent]"
)
PATIENCE = 60.0
PORT = 2828


def chromium(root: Path, extension: str, page: str, picture: Path) -> tuple[str, str]:
    """What the extension's popup says: the versions, and trouble. `page` is what the installer opened: pictured."""
    program = root / "usr/local/bin/as-student"
    program.write_text("#!/bin/sh\n" + " ".join(inside(root, "/usr/bin/chromium")) + ' "$@"\n')
    program.chmod(0o755)
    try:
        with sync_playwright() as playwright:
            context = playwright.chromium.launch_persistent_context(
                str(root / str(HOME)[1:] / ".config/chromium"),
                executable_path=program,
                chromium_sandbox=False,  # a container may forbid what it needs
                ignore_default_args=["--disable-extensions"],
                args=[*QUIET, f"--disable-extensions-except={extension}", f"--load-extension={extension}"],
            )
            tab = context.pages[0]
            tab.goto(f"file://{page}")
            tab.screenshot(path=picture, full_page=True)
            tab.goto(f"chrome-extension://{CHROMIUM_EXTENSION_IDS[0]}/{POPUP}")
            tab.wait_for_function(f"() => ({SAID})().some((words) => words)", timeout=PATIENCE * 1000)
            said = tab.evaluate(SAID)
            context.close()
    finally:
        program.unlink()
    return said[0], said[1]


def firefox(root: Path, extension: str, page: str, picture: Path) -> tuple[str, str]:
    """The same in Firefox, where the extension is a temporary add-on."""
    with _marionette(root) as driver:
        driver.navigate(f"file://{page}")
        picture.write_bytes(driver.screenshot(format="binary"))
        Addons(driver).install(extension, temp=True)
        with driver.using_context("chrome"):
            host = driver.execute_script(
                "return WebExtensionPolicy.getByID(arguments[0]).mozExtensionHostname",
                [GECKO_EXTENSION_IDS[0]],
            )
        driver.navigate(f"moz-extension://{host}/{POPUP}")
        end = time.monotonic() + PATIENCE
        while not any(said := driver.execute_script(f"return ({SAID})()")) and time.monotonic() < end:
            time.sleep(0.1)
    return said[0], said[1]


@contextmanager
def _marionette(root: Path) -> Iterator[Marionette]:
    profile = root / str(HOME)[1:] / ".mozilla/firefox/clean.default"
    subprocess.run(inside(root, "mkdir", "-p", "/" + str(profile.relative_to(root))), check=True)
    (profile / "user.js").write_text(f'user_pref("marionette.port", {PORT});\n')
    command = [
        "/usr/bin/firefox-esr",
        "--headless",
        "--marionette",
        "--remote-allow-system-access",
        "--no-remote",
    ]
    command += ["--profile", "/" + str(profile.relative_to(root))]
    process = subprocess.Popen(inside(root, *command), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    driver = Marionette(host="127.0.0.1", port=PORT)
    try:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                driver.start_session()
                break
            except (OSError, MarionetteException):
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)
        yield driver
    finally:
        process.terminate()
        process.wait(PATIENCE)
