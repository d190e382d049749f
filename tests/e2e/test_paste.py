"""Pasting a file into the dialog: as good as choosing one, for the user alone, and only where one is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browsers.base import EXTENSION

from .stage import COURSE, Stage, ac

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.browser

PICTURE = (EXTENSION / "icons" / "48.png").read_bytes()
FIELD = """() => {
  const field = Object.assign(document.createElement("textarea"), { id: "copied", value: "int pasted;" });
  document.body.prepend(field);
  field.select();
}"""
FORGED = """() => {
  const how = { clipboardData: new DataTransfer(), bubbles: true, composed: true, cancelable: true };
  for (const target of [document.querySelector('[data-ac="submit-dialog"]'), document.body, window]) {
    const event = new ClipboardEvent("paste", how);
    event.clipboardData.items.add(new File(["forged"], "forged.c"));
    target.dispatchEvent(event);
  }
}"""


@pytest.fixture(scope="module", autouse=True)
def entered(stage: Stage) -> None:
    stage.enter()


@pytest.fixture
def choosing(stage: Stage) -> Iterator[Stage]:
    """The dialog, in which a file is to be chosen."""
    stage.assessment_page("lab4")
    stage.browser.click(f"{ac('panel-box')} {ac('submit')}")
    stage.browser.wait(ac("file"))
    yield stage
    if stage.browser.exists(ac("close")):
        stage.browser.click(ac("close"))
        stage.browser.wait_gone(ac("dialog"))


@pytest.mark.parametrize("focus", ["title", "cancel", "for-account"])
def test_a_pasted_picture_is_the_file(choosing: Stage, focus: str) -> None:
    """Wherever the focus is: on the heading, on a button, or after a click on mere words nowhere."""
    browser = choosing.browser
    if focus == "for-account":
        browser.click(ac(focus))
    else:
        browser.look("(steps) => find(steps).focus()", [ac(focus)])
    browser.paste(PICTURE)
    browser.wait_text(ac("chosen"), "image.png")
    if focus != "title":
        return
    before = choosing.versions("lab4")
    browser.click(ac("affirm"))
    browser.click(ac("continue"))
    assert browser.text(ac("confirm-file")) == "image.png"
    browser.click(ac("confirm"))
    browser.wait(ac("result", "landed"))
    handed_in = choosing.box.state.assessment(COURSE, "lab4").submissions
    assert len(handed_in) == before + 1
    assert handed_in[-1].uploaded_name == "image.png"
    assert handed_in[-1].sha256 == browser.text(ac("sha256"))


def test_the_hint_tells_of_pasting(choosing: Stage) -> None:
    choosing.picture("10-paste-hint")
    assert "paste one" in choosing.browser.text(ac("chosen"))


def test_a_pasted_text_is_no_file_and_takes_none_away(stage: Stage) -> None:
    browser = stage.browser
    stage.assessment_page("lab4")
    browser.run(FIELD)
    browser.press("Control+c")
    browser.click(f"{ac('panel-box')} {ac('submit')}")
    browser.wait(ac("file"))
    browser.choose_files(ac("file"), stage.file("mine.c"))
    browser.wait_text(ac("chosen"), "mine.c")
    browser.press("Control+v")
    assert "mine.c" in browser.text(ac("chosen"))
    assert not browser.exists(ac("error"))
    browser.click(ac("cancel"))
    browser.click("#copied")
    browser.press("Control+a", "Control+v", "Control+v")
    assert browser.run("() => document.querySelector('#copied').value") == 2 * "int pasted;"


def test_what_a_script_pastes_is_no_choice(choosing: Stage) -> None:
    browser = choosing.browser
    browser.run(FORGED)
    browser.choose_files(ac("file"), choosing.file("mine.c"))  # it would come after
    browser.wait_text(ac("chosen"), "mine.c")
    browser.run(FORGED)
    browser.click(ac("affirm"))
    browser.click(ac("continue"))
    assert browser.text(ac("confirm-file")) == "mine.c"


def test_at_the_last_question_nothing_is_pasted(choosing: Stage) -> None:
    browser = choosing.browser
    choosing.choose(choosing.file("mine.c"))
    browser.wait(ac("confirm"))
    browser.paste(PICTURE)
    browser.click(ac("back"))
    browser.wait_text(ac("chosen"), "mine.c")


def test_a_picture_without_a_name_gets_one(choosing: Stage) -> None:
    if choosing.browser.name == "chromium":
        return  # it names them all
    choosing.browser.paste(PICTURE, name="")
    choosing.browser.wait_text(ac("chosen"), "pasted.png")
