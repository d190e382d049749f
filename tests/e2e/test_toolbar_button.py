"""A real click on our button in the toolbar: it tells which site is in front, and the popup offers to add that one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browsers import until

if TYPE_CHECKING:
    from tests.browsers.base import Popup

    from .stage import Stage

pytestmark = pytest.mark.browser

SHOWN = """() => document.querySelector('[data-ac="server"]')?.value ?? null"""
CARDS = (
    """() => [...document.querySelectorAll('[data-ac="server-card"]')].map((card) => card.dataset.server)"""
)


def offered(popup: Popup, wanted: str) -> None:
    """The form comes when the program has answered, and is drawn anew once the site is known."""
    until(lambda: popup.run(SHOWN) == wanted, f"{wanted!r} in the form")


def test_the_site_in_front_is_offered_as_the_server_to_add(stage: Stage) -> None:
    stage.browser.switch_home()
    stage.browser.goto(f"{stage.box.base}/auth/users/sign_in")
    with stage.browser.toolbar_popup() as popup:
        offered(popup, stage.box.base)


def test_a_page_of_the_browsers_own_is_not_offered(stage: Stage) -> None:
    stage.browser.switch_home()
    stage.browser.goto("about:blank")
    with stage.browser.toolbar_popup() as popup:
        offered(popup, "")


def test_one_click_adds_a_server_that_publishes_itself_and_offers_it_no_more(stage: Stage) -> None:
    stage.box.publish()
    stage.browser.switch_home()
    stage.browser.goto(f"{stage.box.base}/auth/users/sign_in")
    with stage.browser.toolbar_popup() as popup:
        offered(popup, stage.box.base)
        popup.click('[data-ac="add"]')
        until(lambda: popup.run(CARDS) == [stage.box.base], "the server's card")
        offered(popup, "")
    with stage.browser.toolbar_popup() as popup:
        until(lambda: popup.run(CARDS) == [stage.box.base], "the server's card")
        offered(popup, "")
