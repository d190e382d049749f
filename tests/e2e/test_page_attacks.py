"""A page that wants to hand in for the user: each attack is tried with real clicks, against the real dialog."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .stage import COURSE, Stage, ac, badge, row

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.browser

SEEN_FOR = 495
"""Milliseconds for which the question must be seen, less what browsers round."""
LATER = 1000
"""Milliseconds in which somebody looks at the button before the page takes its cover away."""
WORKS = """async (patience) => {
  const [button, end] = [find(['[data-ac="confirm"]']), performance.now() + patience];
  while (button.getAttribute("aria-disabled")) {
    if (performance.now() > end) return null;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return performance.now();
}"""
"""When the button works; null: not at all. The browser tells, for orders of ours may take longer than that."""
ATTACKS = Path(__file__).with_name("attacks.js").read_text("utf-8").strip()
MOVED = "our element somewhere else"
COVERS = (
    "a popover that lets clicks through",
    "a dialog above ours",
    "a popover in a closed root",
    "a picture of the page",
    "everything huge",
    MOVED,
)


def script(name: str) -> str:
    """The source of one of the attacks."""
    return f"(...given) => {ATTACKS}.{name}(...given)"


@pytest.fixture(scope="module", autouse=True)
def entered(stage: Stage) -> None:
    stage.enter()


@pytest.fixture
def asked(stage: Stage) -> Iterator[Stage]:
    """The last question is shown; nothing may be sent by what follows."""
    stage.course_page_after_log_in()
    before = stage.versions("lab4")
    stage.browser.click(row("lab4", ac("submit")))
    stage.choose(stage.file())
    stage.browser.wait(f"{ac('confirm')}:not([aria-disabled])")
    yield stage
    assert stage.versions("lab4") == before


@pytest.mark.parametrize("cover", COVERS)
def test_a_question_that_is_not_seen_cannot_be_answered(asked: Stage, cover: str) -> None:
    browser = asked.browser
    browser.run(f"() => {{ window.undo = {ATTACKS}.covers[{cover!r}](); }}")
    browser.click_at(ac("confirm"))
    browser.wait(f"{ac('confirm')}[aria-disabled]")
    browser.wait(f"{ac('covered')}:not([hidden])")
    browser.click_at(ac("confirm"))
    browser.run(
        f"() => {{ setTimeout(() => {{ window.undo(); window.undone = performance.now(); }}, {LATER}); }}"
    )
    works = browser.look(WORKS, 10 * LATER)
    if works is None:
        assert cover == MOVED, "a dialog that was moved may be modal no longer, for good"
        return
    assert works - browser.run("() => window.undone") >= SEEN_FOR, "not as soon as it is seen again"


def test_keys_held_down_answer_nothing(asked: Stage) -> None:
    """A page that wants the user to press Enter cannot turn it to the last button."""
    browser = asked.browser
    browser.run(script("grab"))
    browser.press(*["Enter"] * 5, " ", "Alt+x", "Enter")
    assert browser.exists(f"{ac('confirm')}:not([aria-disabled])")


def test_a_page_cannot_restyle_the_question(asked: Stage) -> None:
    browser = asked.browser
    before = browser.look(script("drawn"))
    browser.run(script("style"))
    asked.picture("70-restyled")
    assert browser.look(script("drawn")) == before
    browser.click(ac("back"))
    browser.wait(ac("file"))


def test_a_question_taken_away_gives_the_upload_back(asked: Stage) -> None:
    browser = asked.browser
    browser.run("""() => document.querySelector('[data-ac="submit-dialog"]').remove()""")
    browser.wait_gone(ac("dialog"))
    for _ in range(5):  # more than the host holds at once
        browser.click(row("lab4", ac("submit")))
        asked.choose(asked.file())
        browser.wait(ac("confirm"))
        browser.run("""() => document.querySelector('[data-ac="submit-dialog"]').remove()""")
        browser.wait_gone(ac("dialog"))


def test_scripts_neither_read_nor_find_what_is_drawn(stage: Stage) -> None:
    browser = stage.browser
    stage.course_page_after_log_in()
    score = browser.text(badge("homework0", "score"))
    browser.run(script("spy"))
    browser.click(row("lab4", ac("submit")))
    browser.wait(ac("file"))
    browser.choose_files(ac("file"), stage.file("secretly.c"))
    browser.click(ac("affirm"))
    browser.press("Tab", "a")
    browser.click(ac("continue"))
    browser.wait(ac("confirm"))
    assert browser.run(script("search"), [score, "secretly.c", "Submit", "Autolab Companion"]) == []
    browser.click(ac("back"))
    browser.click(ac("cancel"))
    browser.wait_gone(ac("dialog"))
    assert browser.run(script("seen")) == []
    drawn, *found, selected = browser.run(script("read"))
    assert (drawn > 0, found) == (True, [0, 0, 0, 0])
    assert score not in selected
    assert browser.run(script("define")) == "undefined"


def test_feedback_is_not_the_pages_to_read(stage: Stage) -> None:
    browser = stage.browser
    stage.assessment_page("homework0")
    browser.run(script("spy"))
    browser.click(ac("versions-toggle"))
    browser.click(f"{ac('version')} {ac('feedback-toggle')}")
    browser.wait(f"{ac('versions-list')} pre")
    browser.click(ac("feedback-toggle"))
    feedback = browser.text(f"{ac('feedback')} pre")
    browser.show(f"{ac('feedback')} pre")
    browser.click_at(f"{ac('feedback')} pre")
    assert len(feedback) > 0
    assert browser.run(script("search"), feedback.split()[:3]) == []
    assert browser.run(script("seen")) == []


def test_forged_farewells_switch_nothing_off(asked: Stage) -> None:
    browser = asked.browser
    browser.run(script("forged"))
    assert browser.exists(ac("confirm"))
    browser.click(ac("back"))
    browser.click(ac("cancel"))
    browser.wait_gone(ac("dialog"))
    assert browser.exists(badge("homework0", "score"))
    browser.run(script("forged"))
    browser.click(row("lab4", ac("submit")))
    browser.wait(ac("file"))


def test_what_a_script_does_is_no_choice(stage: Stage) -> None:
    """Even if it had got hold of what is inside: no file of its own, no affirmation, no dialog."""
    browser = stage.browser
    stage.assessment_page("lab4")
    browser.betray(ac("panel-box"))
    browser.run(script("drop"))
    browser.click(f"{ac('panel-box')} {ac('submit')}")
    browser.wait(ac("file"))
    browser.betray(ac("drop"))
    browser.run(script("drop"))
    browser.betray(ac("file"))
    browser.run(script("swap"))
    browser.betray(ac("affirm"))
    browser.run(script("tick"))
    assert "theirs" not in browser.text(ac("chosen"))
    browser.choose_files(ac("file"), stage.file("mine.c", "mine\n"))
    browser.wait_text(ac("chosen"), "mine.c")
    assert browser.exists(f"{ac('continue')}[aria-disabled=true]")


def test_the_file_is_what_it_was_when_chosen(stage: Stage) -> None:
    browser = stage.browser
    stage.course_page_after_log_in()
    browser.click(row("lab4", ac("submit")))
    file = stage.file("once.c", "as it was\n")
    browser.choose_files(ac("file"), file)
    browser.betray(ac("file"))
    browser.run(script("swap"))
    browser.click(ac("affirm"))
    browser.click(ac("continue"))
    browser.wait(ac("confirm"))
    browser.run(script("swap"))
    file.write_text("as it is now, and longer\n", "utf-8")
    browser.click(ac("confirm"))
    browser.wait(ac("result", "landed"))
    handed_in = stage.box.state.assessment(COURSE, "lab4").submissions[-1]
    assert handed_in.head == b"as it was\n"
