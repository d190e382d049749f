"""Chromium's own count of what moves on a page stays 0, whatever badges become; Firefox counts nothing."""

from __future__ import annotations

import pytest

from tests.browsers import until
from tests.student import EMAIL

from .stage import COURSE, SHIFTED, Stage, ac, badge

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("stage", ["chromium"], indirect=True, scope="module"),
]

TALL = (1200, 3000)
"""All rows are in view: what moves outside is not counted."""


@pytest.fixture(scope="module", autouse=True)
def entered(stage: Stage) -> None:
    stage.enter()
    stage.browser.resize(*TALL)


def visit(stage: Stage, path: str = "") -> None:
    stage.browser.goto(f"{stage.box.base}/courses/{COURSE}/assessments{path}")


def test_nothing_moves_on_the_first_visit(stage: Stage) -> None:
    visit(stage)
    stage.browser.wait(badge("homework0", "score"))
    stage.browser.wait_gone(ac("badge", "loading"))
    assert stage.browser.run(SHIFTED) == 0


def test_nothing_moves_when_remembered_badges_become_others(stage: Stage) -> None:
    for assessment in ("lab0", "lab4"):  # due ahead: their time left stands beside the badge
        staff = stage.box.staff(COURSE, assessment)
        staff.submit_for(EMAIL, {problem.name: 1.0 for problem in staff.assessment.problems})

    def changed() -> bool:
        """Just after one visit the next one asks for nothing new."""
        visit(stage)
        stage.browser.wait(badge("homework0", "score"))
        came = stage.browser.comes(badge("lab0", "score"), wanted=True)
        assert stage.browser.run(SHIFTED) == 0
        return came

    until(changed, "the new score")


def test_nothing_moves_in_the_list_of_courses(stage: Stage) -> None:
    """At first, while it is counted, and from memory."""
    for _ in range(2):
        stage.browser.goto(f"{stage.box.base}/courses")
        stage.browser.wait(ac("course-to-do"))
        assert stage.browser.run(SHIFTED) == 0


def test_nothing_moves_on_an_assessments_page(stage: Stage) -> None:
    visit(stage, "/homework0")
    stage.browser.wait(f"{ac('panel-box')} {ac('badge', 'score')}")
    assert stage.browser.run(SHIFTED, True) == 0, "the page's own script moves things"
