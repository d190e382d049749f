"""A page that stays open while a deadline passes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.browsers import until
from tests.student import EMAIL

from .stage import COURSE, Stage, ac, badge, row

pytestmark = pytest.mark.browser

ENTER = """() => {
  const link = find(["[data-ac=to-do]"]).querySelector("li:nth-child(2) a");
  link.focus();
  return link.href;
}"""
AT = "() => focused()?.href ?? null"
LISTEN = """() => {
  globalThis.heard = [];
  const hear = (records) => globalThis.heard.push(...records.map(({ target }) => target.nodeName));
  for (const one of all(document, "[role=status], [aria-live]")) {
    new MutationObserver(hear).observe(one, { childList: true, subtree: true, characterData: true });
  }
}"""
HEARD = "() => globalThis.heard"


@pytest.fixture(autouse=True)
def nobody(stage: Stage) -> None:
    """Nothing is remembered of what was due before."""
    stage.forget_servers()


def seen_again(stage: Stage) -> None:
    """As a minute has passed: what depends on time is drawn anew."""
    stage.browser.run("() => void document.dispatchEvent(new Event('visibilitychange'))")


def test_a_deadline_passes_while_the_page_is_open(stage: Stage) -> None:
    lab, browser, clock = stage.box.state.assessment(COURSE, "lab4"), stage.browser, stage.box.clock
    lab.due_at = clock.now().replace(microsecond=0) + timedelta(seconds=20)
    stage.enter()
    stage.course_page()
    before = browser.text(badge("lab4", "not_submitted")), browser.text(row("lab4", ac("due")))
    if clock.now() < lab.due_at:  # a busy machine may show the page only then
        assert ["not submitted" in before[0], "in 1 minute" in before[1]] == [True, True]
    until(lambda: clock.now() > lab.due_at + timedelta(seconds=1), "the deadline to pass")
    seen_again(stage)
    until(lambda: "late" in browser.text(badge("lab4", "not_submitted")), "the badge to say so")
    assert "in 1 minute" not in browser.text(row("lab4", ac("due")))


def test_whoever_is_in_the_list_of_what_is_to_do_stays_there(stage: Stage) -> None:
    """With the keyboard, and with the mean that was asked for; and nothing is read out again."""
    browser, clock = stage.browser, stage.box.clock
    labs = [stage.box.state.assessment(COURSE, name) for name in ("lab0", "lab1")]
    for lab in labs:
        lab.due_at = clock.now().replace(microsecond=0) + timedelta(minutes=30, seconds=8)
    stage.enter()
    stage.course_page()
    browser.wait_text(ac("next"), "minutes")
    browser.click(ac("to-do-toggle"))
    browser.click(ac("mean-ask"))
    mean, listed = browser.text(ac("mean")), browser.text(ac("to-do"))
    at = browser.look(ENTER)
    assert at.endswith("/lab1")
    browser.look(LISTEN)

    def told_anew() -> bool:
        seen_again(stage)
        return browser.text(ac("to-do")) != listed

    until(told_anew, "less time to be left", seconds=75)
    assert browser.look(AT) == at
    assert browser.text(ac("mean")) == mean
    assert browser.look(HEARD) == []


def test_details_that_are_open_tell_what_is_so_by_now(stage: Stage) -> None:
    """Also where the badge itself says the same as before."""
    ending, browser, clock = stage.box.state.assessment(COURSE, "homework1"), stage.browser, stage.box.clock
    ending.end_at = clock.now().replace(microsecond=0) + timedelta(seconds=20)
    stage.box.state.courses[COURSE].late_slack = 0
    stage.enter()
    stage.course_page()
    browser.click(badge("homework1", "submitted"))
    before = clock.now() < ending.end_at
    assert ("Closed" in browser.text(ac("details"))) <= (not before)
    until(lambda: clock.now() > ending.end_at + timedelta(seconds=1), "the end to come")

    def told() -> bool:
        seen_again(stage)
        return "Closed for the course" in browser.text(ac("details"))

    until(told, "the details to say so")
    browser.click(badge("homework1", "submitted"))
    browser.wait_gone(ac("details"))


def test_an_extension_of_ones_own_ends_while_its_page_is_open(stage: Stage) -> None:
    """Nobody but the page knows of it: the host has nothing new to tell."""
    lab, browser, clock = stage.box.state.assessment(COURSE, "homework4"), stage.browser, stage.box.clock
    ends = (clock.now() + timedelta(seconds=70)).replace(second=0, microsecond=0)  # pages show whole minutes
    lab.due_at, lab.end_at = ends - timedelta(days=10), ends - timedelta(days=8)
    stage.box.staff(COURSE, "homework4").extend(EMAIL, 10)
    stage.enter()
    stage.assessment_page("homework4")
    status = f"{ac('panel-box')} {ac('badge')}"
    before = browser.text(status)
    if clock.now() < ends:  # a busy machine may show the page only then
        assert before == "not submitted"
    until(lambda: clock.now() > ends + timedelta(seconds=1), "its end")
    seen_again(stage)
    browser.wait_text(status, "late by 1 minute")
