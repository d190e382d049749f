"""A keychain that does not give the key, as the user meets it: the cause on the page, “Ask again” in the popup."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.student import EMAIL

from .stage import ac, error, row

if TYPE_CHECKING:
    from .stage import Stage

pytestmark = pytest.mark.browser


def test_ask_again_in_the_popup(stage: Stage) -> None:
    browser = stage.browser
    stage.enter()
    stage.course_page()
    browser.click(row("lab1", ac("submit")))
    stage.hand_in(stage.file())
    browser.wait(ac("result", "landed"))
    note = browser.data / "vault" / "custody.json"
    before = note.read_text()
    # This session has no keychain, as if its service had stopped.
    note.write_text(json.dumps({**json.loads(before), "custody": "keychain"}))

    stage.course_page(settled=False)
    browser.wait(error("keychain_unavailable"))
    stage.popup()
    browser.wait(error("keychain_unavailable"))
    stage.picture("51-keychain")
    browser.click(ac("ask-again"))
    browser.wait(error("keychain_unavailable"))
    assert not browser.exists(ac("account"))
    browser.goto(browser.page("pages/receipts/receipts.html"))
    browser.wait(error("keychain_unavailable"))
    stage.picture("52-keychain-receipts")
    note.write_text(before)
    browser.click(ac("ask-again"))
    browser.wait(ac("receipt"))
    note.write_text(json.dumps({**json.loads(before), "custody": "keychain"}))
    stage.popup()
    browser.wait(error("keychain_unavailable"))
    note.write_text(before)
    browser.click(ac("ask-again"))
    browser.wait_text(ac("account"), EMAIL)
