"""Notifications are off, and their permission is not held, until the user asks for them."""

from __future__ import annotations

import pytest

from tests.browsers import until

from .stage import Stage, ac

pytestmark = pytest.mark.browser

OPTIONS = "pages/options/options.html"
BOX = f'{ac("setting")}[data-setting="notifications"]'
HELD = (
    """async () => (globalThis.browser ?? chrome).permissions.contains({ permissions: ["notifications"] })"""
)
NOTE_CLOSED = """() => (globalThis.browser ?? chrome).notifications.onClosed.addListener((id) => {
  document.body.dataset.closed = id;
})"""
TOLD = """async () => {
  const shown = await (globalThis.browser ?? chrome).notifications.getAll();
  return Object.keys(shown)[0] ?? document.body.dataset.closed;
}"""
"""Firefox closes what it cannot show at once, as where nobody has a desktop."""


def test_off_until_asked_for_and_given_back(stage: Stage) -> None:
    stage.add_server()
    browser = stage.browser
    browser.goto(browser.page(OPTIONS))
    browser.wait(BOX)
    assert not browser.exists(f"{BOX}:checked")
    assert not browser.run(HELD)
    browser.click(BOX)
    until(lambda: browser.run(HELD), "the permission")
    stage.picture("notifications-on")
    browser.run(NOTE_CLOSED)
    stage.sign_in()  # from the options page: nobody sees a popup say so
    until(lambda: browser.run(TOLD) == f"signed in {stage.box.base}", "the notification")
    browser.goto(browser.page(OPTIONS))
    browser.wait(f"{BOX}:checked")
    browser.click(BOX)
    until(lambda: not browser.run(HELD), "the permission to be given back")
    browser.goto(browser.page(OPTIONS))
    browser.wait(BOX)
    assert not browser.exists(f"{BOX}:checked")
