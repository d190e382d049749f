"""A page that stays open while a deadline passes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.browsers import until

from .stage import COURSE, Stage, ac, badge, row

pytestmark = pytest.mark.browser


def test_a_deadline_passes_while_the_page_is_open(stage: Stage) -> None:
    lab, browser, clock = stage.box.state.assessment(COURSE, "lab4"), stage.browser, stage.box.clock
    lab.due_at = clock.now().replace(microsecond=0) + timedelta(seconds=20)
    stage.enter()
    stage.course_page()
    before = browser.text(badge("lab4", "not_submitted")), browser.text(row("lab4", ac("due")))
    if clock.now() < lab.due_at:  # a busy machine may show the page only then
        assert ["not submitted" in before[0], "in 1 minute" in before[1]] == [True, True]
    until(lambda: clock.now() > lab.due_at + timedelta(seconds=1), "the deadline to pass")
    browser.run("() => void document.dispatchEvent(new Event('visibilitychange'))")  # or a minute ends
    until(lambda: "late" in browser.text(badge("lab4", "not_submitted")), "the badge to say so")
    assert "in 1 minute" not in browser.text(row("lab4", ac("due")))
