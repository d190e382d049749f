"""A server that takes its time: whoever waits is told so, and can let it be."""

from __future__ import annotations

import os
import signal

import pytest

from tests.browsers import until
from tests.browsers.base import steps_of

from .stage import Stage, ac, badge, error, row

pytestmark = pytest.mark.browser

SEEN = "(steps) => find(steps).checkVisibility({ visibilityProperty: true })"


@pytest.fixture(scope="module", autouse=True)
def entered(stage: Stage) -> None:
    stage.enter()


def enter_anew(stage: Stage) -> None:
    """Signed in, and nothing is remembered; the page to come asks for itself, as the popup has its answer."""
    stage.forget_servers()
    stage.enter()
    stage.browser.wait(ac("deadline"))


def test_the_dialog_that_waits_for_a_slow_server_says_so_and_can_be_cancelled(stage: Stage) -> None:
    browser = stage.browser
    stage.course_page()
    browser.resize(1200, 900)
    slow = stage.box.faults.add(path="^/api/", delay=60, times=99)
    browser.click(row("lab3", ac("submit")))
    browser.wait(ac("slow-cancel"))
    stage.picture("61-slow-dialog")
    browser.click(ac("slow-cancel"))
    browser.wait(error("cancelled"))
    assert not browser.exists(ac("slow"))
    slow.times = 0
    browser.click(ac("close"))
    browser.wait_gone(ac("dialog"))


def test_a_course_page_that_waits_for_a_slow_server_says_so_in_the_corner(stage: Stage) -> None:
    browser = stage.browser
    enter_anew(stage)
    slow = stage.box.faults.add(path="^/api/", delay=60, times=99)
    stage.course_page(settled=False)
    browser.wait(ac("slow-cancel"))
    stage.picture("62-slow-page")
    slow.times = 0  # for those on their way it stays slow
    browser.click(ac("slow-cancel"))
    browser.wait_gone(ac("slow"))
    browser.wait(f"{ac('notice')} {error('cancelled')}")
    stage.picture("62-cancelled-page")
    assert browser.look(SEEN, [ac("summary"), "section"]) is False, "it is empty"
    browser.click(ac("notice-retry"))
    browser.wait(badge("homework0", "score"))
    assert not browser.exists(ac("notice"))
    assert browser.look(SEEN, [ac("summary"), "section"]) is True


def test_a_retry_in_vain_is_read_out(stage: Stage) -> None:
    browser, told = stage.browser, f"{ac('notice')} {error('cancelled')}"
    enter_anew(stage)
    stage.box.faults.add(path="^/api/", times=999, hold=True)
    stage.course_page(settled=False)
    browser.click(ac("slow-cancel"))
    browser.wait(told)
    browser.look("(steps) => { find(steps).dataset.old = ''; }", steps_of(told))
    browser.click(ac("notice-retry"))
    browser.click(ac("slow-cancel"))
    browser.wait(f"{told}:not([data-old])")  # an alert that is new
    browser.wait(f"{ac('notice-retry')}:not([aria-busy])")
    stage.box.faults.clear()
    browser.click(ac("notice-retry"))
    browser.wait(badge("homework0", "score"))
    browser.wait_gone(ac("notice"))


def test_a_program_that_has_ended_is_tried_again(stage: Stage) -> None:
    """Under a page, whose button led to the popup."""
    browser = stage.browser
    enter_anew(stage)
    slow = stage.box.faults.add(path="^/api/", times=99, hold=True)
    stage.course_page(settled=False)
    until(lambda: slow.hits, "the question")
    for pid in stage.hosts():
        os.kill(pid, signal.SIGKILL)
    stage.box.faults.clear()
    browser.wait(f"{ac('notice')} {error('host_gone')}")
    browser.click(ac("notice-retry"))
    browser.wait(badge("homework0", "score"))
    browser.wait_gone(ac("notice"))


def test_a_submission_that_waits_for_its_answer_says_so(stage: Stage) -> None:
    browser = stage.browser
    stage.course_page()
    stage.box.faults.add(method="POST", path="lab3/submit$", process=True, delay=7)
    browser.click(row("lab3", ac("submit")))
    stage.hand_in(stage.file(name="handin.c"))
    browser.wait_text(ac("slow"), "kept in your receipts")
    stage.picture("63-slow-submission")
    browser.wait(ac("result", "landed"))
    assert not browser.exists(ac("slow"))
    browser.click(ac("done"))
