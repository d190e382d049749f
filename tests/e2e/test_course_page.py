"""The course page tells what Autolab knows of every assessment, and nothing it does not."""

from __future__ import annotations

import pytest

from .stage import COURSE, Stage, ac, badge, row

pytestmark = pytest.mark.browser

STATES = {
    "homework0": ("score", "161/175.5"),
    "homework1": ("submitted", "submitted"),
    "homework2": ("not_submitted", "not submitted"),
    "homework4": ("not_submitted", "not submitted"),
    "lab6": ("score", "60/175.5"),
    "quiz2": ("unreleased", "unreleased"),
}
NO_BUTTON = ("homework0", "homework4", "lab2", "quiz2")
"""Closed or disabled."""


@pytest.fixture(scope="module", autouse=True)
def entered(stage: Stage) -> None:
    stage.popup()
    stage.browser.wait(ac("add"))
    stage.picture("01-welcome")
    stage.enter()
    stage.picture("02-signed-in")


def test_a_badge_on_every_row(stage: Stage) -> None:
    stage.course_page()
    stage.picture("03-course")
    for assessment, (state, words) in STATES.items():
        assert words in stage.browser.text(badge(assessment, state)), assessment
    rows = stage.browser.run(
        "() => document.querySelectorAll('a.collection-item[href*=\"/assessments/\"]').length"
    )
    assert (
        stage.browser.run("() => document.querySelectorAll('autolab-companion[data-ac=row]').length") == rows
    )


def test_a_score_that_is_not_complete_says_so(stage: Stage) -> None:
    assert "so far" in stage.browser.text(badge("lab6", "score"))
    assert "so far" not in stage.browser.text(badge("homework0", "score"))


def test_what_is_not_released_shows_no_number(stage: Stage) -> None:
    assert not any(letter.isdigit() for letter in stage.browser.text(badge("quiz2", "unreleased")))


def test_a_submit_button_only_where_work_can_be_handed_in(stage: Stage) -> None:
    stage.browser.wait(row("homework2", ac("submit")))
    stage.browser.wait(row("homework1", ac("submit")))
    for assessment in NO_BUTTON:
        assert not stage.browser.exists(row(assessment, ac("submit"))), assessment


def test_an_answer_that_fails_is_an_error_on_its_own_row(stage: Stage) -> None:
    stage.forget_servers()
    stage.box.faults.add(path=f"{COURSE}/assessments/lab3/submissions$", times=99, html=True)
    stage.enter()
    stage.course_page()
    stage.browser.wait(badge("lab3", "error"))
    stage.browser.show(row("lab3"))
    stage.picture("04-error-badge")
    stage.browser.wait(badge("homework0", "score"))
    stage.box.faults.clear()
