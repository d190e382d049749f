"""The ways to the dialog besides our buttons, many tabs at once, and receipts taken out of the browser."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.browsers import until

from .stage import COURSE, Stage, ac, badge, row

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.browser

TABS = 9
OPEN = """async (url, count) => {
  const { tabs } = globalThis.browser ?? chrome;
  await Promise.all(Array.from({ length: count }, () => tabs.create({ url, active: false })));
}"""
TITLE = "Submit to Lab 4: Writeup file"


@pytest.fixture(scope="module", autouse=True)
def entered(stage: Stage) -> None:
    stage.enter()


@pytest.fixture
def one_tab(stage: Stage) -> Iterator[None]:
    """Afterwards."""
    yield
    stage.popup()
    home = stage.browser.address()
    while len(stage.browser.tabs()) > 1:
        stage.browser.switch(lambda url: url != home)
        stage.browser.close_tab()


def test_the_keys_open_the_dialog_of_the_page_in_front(stage: Stage) -> None:
    stage.assessment_page("lab4")
    stage.browser.command("submit")
    stage.browser.wait_text(ac("title"), TITLE)
    stage.browser.click(ac("cancel"))
    stage.browser.wait_gone(ac("dialog"))


def test_the_menu_of_a_page_opens_its_dialog(stage: Stage) -> None:
    stage.assessment_page("lab4")
    stage.browser.menu()
    stage.browser.wait_text(ac("title"), TITLE)
    stage.browser.click(ac("cancel"))


@pytest.mark.usefixtures("one_tab")
def test_the_menu_of_a_link_opens_the_dialog_in_a_tab_of_its_own(stage: Stage) -> None:
    stage.course_page()
    here = stage.browser.address()
    stage.browser.menu(f"{stage.box.base}/courses/{COURSE}/assessments/lab4")
    stage.browser.switch(lambda url: url.endswith("/assessments/lab4"))
    stage.browser.wait_text(ac("title"), TITLE)
    stage.browser.switch(lambda url: url == here)
    assert not stage.browser.exists(ac("dialog"))


@pytest.mark.usefixtures("one_tab")
def test_many_tabs_share_one_host(stage: Stage) -> None:
    content = stage.launcher.read_text("utf-8")
    starts = stage.count_starts()
    stage.restart_host()
    before = len(starts.read_text("utf-8").split())
    course = f"{stage.box.base}/courses/{COURSE}/assessments"
    stage.popup()
    stage.browser.run(OPEN, course, TABS)
    until(lambda: stage.browser.tabs().count(course) == TABS, "all tabs")
    stage.browser.switch(lambda url: url == course)
    stage.browser.wait(badge("homework0", "score"))
    assert len(stage.hosts()) == 1
    more = len(starts.read_text("utf-8").split()) - before
    assert more <= 1, "for all of them; none where the page left behind has had one started already"
    stage.launcher.write_text(content, "utf-8")


def test_receipts_leave_the_browser_as_a_file(stage: Stage) -> None:
    browser = stage.browser
    stage.course_page()
    browser.click(row("lab4", ac("submit")))
    stage.hand_in(stage.file())
    browser.wait(ac("result", "landed"))
    browser.click(ac("done"))
    browser.goto(browser.page("pages/receipts/receipts.html"))
    browser.wait(ac("receipt"))
    (shown,) = stage.ask("receipts.list")["receipts"]
    exported = json.loads(stage.saved("export-json"))
    assert [each["sha256"] for each in exported["receipts"]] == [shown["sha256"]]
    assert shown["sha256"] in stage.saved("export-html")
