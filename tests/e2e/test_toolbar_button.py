"""A real click on our button in the toolbar: it alone tells which site is in front, which the popup offers to add."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browsers import until

if TYPE_CHECKING:
    from collections.abc import Callable

    from .stage import Stage

pytestmark = pytest.mark.browser

SHOWN = """() => {
  const field = document.querySelector('[data-ac="server"]');
  return field && [field.value, document.querySelector('[data-ac="add-another"]')?.open ?? true];
}"""
CARDS = (
    """() => [...document.querySelectorAll('[data-ac="server-card"]')].map((card) => card.dataset.server)"""
)


def offered(run: Callable[..., Any], wanted: str) -> None:
    """The form comes when the program has answered, and is drawn anew once the site is known."""
    until(lambda: (run(SHOWN) or [None])[0] == wanted, f"{wanted!r} in the form")


def test_the_site_in_front_is_offered_as_the_server_to_add(stage: Stage) -> None:
    stage.browser.switch_home()
    stage.browser.goto(f"{stage.box.base}/auth/users/sign_in")
    with stage.browser.toolbar_popup() as run:
        offered(run, stage.box.base)


def test_a_page_of_the_browsers_own_is_not_offered(stage: Stage) -> None:
    stage.browser.switch_home()
    stage.browser.goto("about:blank")
    with stage.browser.toolbar_popup() as run:
        offered(run, "")


def test_a_server_that_is_there_already_is_not_offered_again(stage: Stage) -> None:
    stage.add_server()
    stage.browser.goto(f"{stage.box.base}/auth/users/sign_in")
    with stage.browser.toolbar_popup() as run:
        until(lambda: run(CARDS) == [stage.box.base], "the server's card")
        offered(run, "")
