"""Every page of ours, for whoever looks at all of them with an account that has something on each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .stage import ac, row

if TYPE_CHECKING:
    from .stage import Stage

TAUGHT = "cs101-f26"
"""The account is an instructor there."""
PAGES = {
    "popup": ac("deadline"),
    "options": ac("stored-part"),
    "setup": f"main:has({ac('open-courses')}) {ac('examined')}",
    "receipts": ac("receipt"),
    "roster": ac("member"),
    "tables": ac("table-file"),
}
"""Page of ours → what is there once it is drawn."""


def enter_with_a_receipt(stage: Stage) -> None:
    """Sign in with staff tools on, and hand in one file."""
    stage.enter(staff_tools=True)
    stage.course_page()
    stage.browser.click(row("lab4", ac("submit")))
    stage.hand_in(stage.file())
    stage.browser.wait(ac("result", "landed"))


def open_page(stage: Stage, page: str) -> None:
    """One of PAGES, drawn."""
    stage.browser.goto(
        stage.browser.page(f"pages/{page}/{page}.html?server={stage.box.base}&course={TAUGHT}")
    )
    stage.browser.wait(PAGES[page])
