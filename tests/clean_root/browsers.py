"""The two browsers of the bare root, driven from out here: load the extension, and see its set-up page turn green."""

from __future__ import annotations

import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from marionette_driver.addons import Addons
from marionette_driver.errors import MarionetteException
from marionette_driver.marionette import Marionette
from playwright.sync_api import sync_playwright

from native_host.identity import CHROMIUM_EXTENSION_IDS
from tests.browsers.chromium import QUIET

from .root import HOME, inside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SETUP = "pages/setup/setup.html"
GREEN = "document.querySelector('main:has([data-step=program][data-state=done]) [data-ac=examined][data-state=well]')"
"""The program is there, and the doctor, asked through it, finds nothing that keeps the companion from working."""
ACTIONS = (
    "[...document.querySelectorAll('h3')].find((one) => one.textContent.includes('{}'))"
    ".nextElementSibling.children.length"
)
"""What the page that the installer opened asks for in a browser: its numbered lines."""
PATIENCE = 60.0
PORT = 2828


def chromium(root: Path, extension: str, page: str, pictures: Path) -> int:
    """How many actions `page`, which the installer opened, asks for until the extension's set-up page says it is well.

    Raises TimeoutError of playwright unless that page opens by itself and says so.
    """
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
            setup = f"chrome-extension://{CHROMIUM_EXTENSION_IDS[0]}/{SETUP}"
            opened = next((each for each in context.pages if each.url == setup), None)
            opened = opened or context.wait_for_event(
                "page", lambda each: each.url == setup, timeout=PATIENCE * 1000
            )
            opened.wait_for_function(f"() => {GREEN}", timeout=PATIENCE * 1000)
            opened.screenshot(path=pictures / "chromium-setup.png", full_page=True)
            tab.goto(f"file://{page}")
            tab.screenshot(path=pictures / "chromium.png", full_page=True)
            actions = tab.evaluate(f"() => {ACTIONS.format('Chromium')}")
            context.close()
    finally:
        program.unlink()
    return int(actions)


def firefox(root: Path, extension: str, page: str, pictures: Path) -> int:
    """The same in Firefox, where the extension is a temporary add-on. Raises AssertionError."""
    with _marionette(root) as driver:
        driver.navigate(f"file://{page}")
        (pictures / "firefox.png").write_bytes(driver.screenshot(format="binary"))
        actions = driver.execute_script(f"return {ACTIONS.format('Firefox')}")
        Addons(driver).install(extension, temp=True)
        end = time.monotonic() + PATIENCE
        while not _green(driver):
            assert time.monotonic() < end, (
                "no set-up page opened by itself and said that the program is there"
            )
            time.sleep(0.1)
        (pictures / "firefox-setup.png").write_bytes(driver.screenshot(format="binary"))
    return int(actions)


def _green(driver: Marionette) -> bool:
    for handle in driver.window_handles:
        driver.switch_to_window(handle)
        if str(driver.get_url()).endswith(SETUP):
            return bool(driver.execute_script(f"return {GREEN} !== null"))
    return False


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
