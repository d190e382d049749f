"""An embedded quiz takes no file, and the API does not tell: once its page was seen, no place offers to submit one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from .stage import COURSE, Stage, ac, row

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.browser

LINK, BUTTON = ac("answer-quiz"), ac("submit")
DIALOG = "#autolab-companion-submit"


@pytest.fixture(scope="module", autouse=True)
def entered(stage: Stage) -> None:
    """The quiz is due first of all."""
    quiz = stage.box.state.assessment(COURSE, "quiz1")
    quiz.due_at = stage.box.clock.now() + timedelta(hours=2)
    stage.enter()


@pytest.fixture
def seen(stage: Stage) -> Iterator[Stage]:
    """The quiz's page has been seen."""
    stage.assessment_page("quiz1")
    stage.browser.wait(f"{ac('panel-box')} {LINK}")
    yield stage
    stage.box.state.assessment(COURSE, "quiz1").embedded_quiz = True


def test_until_its_page_was_seen_nobody_can_know(stage: Stage) -> None:
    stage.course_page()
    assert stage.browser.exists(row("quiz1", BUTTON))
    assert not stage.browser.exists(row("quiz1", LINK))


def test_its_own_page_leads_to_the_quiz(seen: Stage) -> None:
    assert not seen.browser.exists(f"{ac('panel-box')} {BUTTON}")
    seen.picture("26-quiz-panel")
    seen.browser.click(f"{ac('panel-box')} {LINK}")
    assert seen.browser.address().endswith("/quiz1#quiz_form")


def test_the_course_page_links_to_the_quiz_where_else_is_a_button(seen: Stage) -> None:
    browser = seen.browser
    seen.course_page()
    seen.picture("26-quiz-row")
    assert not browser.exists(row("quiz1", BUTTON))
    assert browser.exists(row("quiz0", BUTTON))
    browser.click(row("quiz1", LINK))
    browser.wait(f"{ac('panel-box')} {LINK}")
    assert browser.address().endswith("/quiz1#quiz_form")


def test_the_popup_links_to_the_quiz(seen: Stage) -> None:
    browser = seen.browser
    seen.popup()
    quick = f'{ac("quick-submit")}[href$="/quiz1#quiz_form"]'
    browser.wait(quick)
    assert browser.text(quick) == "Answer the quiz"
    seen.picture("26-quiz-popup")
    assert not browser.exists(f'{ac("quick-submit")}[href$="/quiz1{DIALOG}"]')


def test_whoever_asks_to_submit_is_told_and_led_to_the_quiz(seen: Stage) -> None:
    browser = seen.browser
    seen.browser.run("(hash) => { location.hash = hash; }", DIALOG)
    browser.wait(ac("quiz"))
    seen.picture("26-quiz-dialog")
    assert browser.text(ac("quiz")) == "This is a quiz: it is answered on its own page, which takes no file."
    assert not browser.exists(ac("file"))
    browser.click(f"{ac('dialog')} {LINK}")
    browser.wait_gone(ac("dialog"))
    assert browser.address().endswith("/quiz1#quiz_form")


def test_what_has_become_a_file_is_submitted_again(seen: Stage) -> None:
    seen.box.state.assessment(COURSE, "quiz1").embedded_quiz = False
    seen.assessment_page("quiz1")
    seen.browser.wait(f"{ac('panel-box')} {BUTTON}")
    seen.course_page()
    seen.browser.wait(row("quiz1", BUTTON))


def test_a_refusal_tells_it_as_well(stage: Stage) -> None:
    """Staff have made a quiz of it since the page was seen."""
    browser = stage.browser
    stage.course_page()
    browser.click(row("quiz1", BUTTON))
    browser.wait(ac("file"))
    stage.hand_in(stage.file())
    browser.wait(ac("error") + '[data-error="embedded_quiz"]')
    stage.picture("26-quiz-refused")
    assert not browser.exists(ac("again"))
    assert browser.exists(f"{ac('dialog')} {LINK}")
    browser.click(ac("done"))
    browser.wait(row("quiz1", LINK))
    assert stage.versions("quiz1") == 0
