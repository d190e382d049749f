"""The extension is switched off while pages are open: no button stands there that does nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browsers import SharedBrowsers, until

from .stage import Stage, ac, row

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.browser

SEEN = """() => [...document.querySelectorAll("[data-ac]")]
  .filter((one) => one.dataset.ac !== "notice" && one.checkVisibility()).map((one) => one.dataset.ac)"""

NOTICE = """() => document.querySelector("[data-ac=notice]") !== null"""
FOCUS = "(css) => document.querySelector(css).focus()"


@pytest.fixture
def entered(stage: Stage, browsers: SharedBrowsers) -> Iterator[None]:
    stage.enter()
    yield
    browsers.give_up(stage.browser.name)


@pytest.mark.usefixtures("entered")
def test_no_dead_button_is_left(stage: Stage) -> None:
    stage.course_page()
    assert {"row", "summary"} <= set(stage.browser.run(SEEN))
    stage.browser.wait(ac("submit"))
    stage.browser.switch_off()
    if stage.browser.name == "chromium":  # its scripts go on, and find out when they are asked for something
        stage.browser.run(FOCUS, row("lab4"))
        stage.browser.press("Tab", "Tab", "Enter")  # over the badge to the button
        until(lambda: stage.browser.run(NOTICE), "why it does nothing any more")
    until(lambda: stage.browser.run(SEEN) == [], "what of ours is seen to go")
    stage.picture("86-switched-off")
