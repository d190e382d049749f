"""The course page tells what Autolab knows of every assessment, and nothing it does not."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import replace

import pytest

from native_host.services import Services
from native_host.submission import steps
from native_host.wire.identifiers import Email, Origin
from tests.browsers import until
from tests.entries import ENTRY
from tests.host import HostProcess
from tests.signed_in import sign_in
from tests.student import EMAIL

from .stage import COURSE, Stage, ac, badge, error, row

pytestmark = pytest.mark.browser

STATES = {
    "homework0": ("score", "161/175.5 · 91%"),
    "homework1": ("submitted", "submitted"),
    "homework2": ("not_submitted", "not submitted"),
    "homework4": ("not_submitted", "closed for the course"),
    "lab2": ("not_submitted", "no handin"),
    "lab6": ("score", "60/175.5"),
    "quiz2": ("unreleased", "not released"),
}
OTHER = ("student2@foo.bar", "studentpw2")
NO_BUTTON = ("homework0", "homework4", "lab2", "quiz2")
"""Closed or disabled."""

PIECES = """() => [...document.querySelectorAll("[data-ac]")].map((one) => one.dataset.ac)"""


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
    assert stage.browser.run("() => document.querySelectorAll('[data-ac=row]').length") == rows


def test_a_score_that_is_not_complete_says_so(stage: Stage) -> None:
    assert "so far" in stage.browser.text(badge("lab6", "score"))
    assert "so far" not in stage.browser.text(badge("homework0", "score"))


def test_a_line_says_how_one_stands_and_lists_what_is_to_do(stage: Stage) -> None:
    browser = stage.browser
    assert "1 done" in browser.text(ac("counts"))
    assert "Next: Lab 0: Max three, due in" in browser.text(ac("next"))
    browser.click(ac("to-do-toggle"))
    listed = browser.text(ac("to-do"))
    assert listed.index("Lab 0") < listed.index("Homework 2"), "by deadline"
    assert "Homework 4" not in listed, "closed"
    assert not browser.text(ac("mean")), "only if asked"
    browser.click(ac("mean-ask"))
    browser.wait_text(ac("mean"), "92% in 1 released score")
    stage.picture("09-summary")
    browser.click(ac("to-do-toggle"))


def test_what_is_not_released_shows_no_number(stage: Stage) -> None:
    assert not any(letter.isdigit() for letter in stage.browser.text(badge("quiz2", "unreleased")))


def test_a_submit_button_only_where_work_can_be_handed_in(stage: Stage) -> None:
    stage.browser.wait(row("homework2", ac("submit")))
    stage.browser.wait(row("homework1", ac("submit")))
    for assessment in NO_BUTTON:
        assert not stage.browser.exists(row(assessment, ac("submit"))), assessment


def test_what_may_have_arrived_is_not_called_not_submitted(stage: Stage) -> None:
    """As a host of another browser has left it, and later as that one has found it out."""
    now, at = time.time(), stage.box.clock.time()
    left = replace(
        steps.doubted(replace(ENTRY, sent_at=now, listed_at=at, left_at=now)),
        server=Origin(stage.box.base),
        account=Email(EMAIL),
        course=COURSE,
        assessment="lab0",
    )
    with closing(Services(str(stage.browser.data)).journal) as journal:
        journal.begin(left)
        until(lambda: shown(stage, "lab0", "in_doubt"), "the doubt to be told")
        stage.picture("03-in-doubt")
        assert "arrived?" in stage.browser.text(badge("lab0", "in_doubt"))
        stage.popup()
        assert (
            stage.browser.text(f"{ac('deadline')} {ac('deadline-doubt')}")
            == "May have arrived; being looked up"
        )
        stage.picture("03-in-doubt-popup", whole=True)
        journal.update(steps.lost(left, now))
        until(lambda: shown(stage, "lab0", "not_submitted"), "the end of the doubt to be told")


def shown(stage: Stage, assessment: str, state: str) -> bool:
    """Whether a visit shows its badge in this state; the next one may only ask for it."""
    stage.course_page()
    return stage.browser.exists(badge(assessment, state))


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


def as_other_student(stage: Stage) -> None:
    """Sign out of Autolab and in as another student, which leads back to the course's page."""
    stage.box.state.sessions.clear()
    stage.course_page(settled=False)
    stage.log_in(*OTHER)


def test_a_page_of_another_student_shows_nothing_of_ours(stage: Stage) -> None:
    browser = stage.browser
    as_other_student(stage)
    browser.wait(f"{ac('notice')} {error('account_differs')}")
    browser.wait_gone(ac("badge"))
    assert not browser.exists(ac("submit"))
    assert "Stella O'Two" in browser.text(ac("error-cause"))
    assert "Stu One (student1@foo.bar)" in browser.text(ac("error-cause"))
    stage.picture("05-other-account")
    browser.goto(f"{stage.box.base}/courses/{COURSE}/assessments/homework0")
    browser.wait(f"{ac('notice')} {error('account_differs')}")
    browser.wait_gone(ac("badge"))
    for ours in ("submit", "feedback-toggle", "account"):
        assert not browser.exists(ac(ours)), ours
    stage.picture("06-other-account-assessment")
    stage.popup()
    browser.click(ac("sign-out"))  # one way out: sign in as them here
    stage.sign_in(*OTHER)
    stage.course_page()
    assert not browser.exists(ac("notice"))
    stage.assessment_page("homework2")
    browser.wait_text(ac("account"), "Stella O'Two (student2@foo.bar)")
    stage.picture("07-panel-account")


def test_a_companion_that_changes_hands_sends_nothing(stage: Stage) -> None:
    """The dialog is open while the companion is signed in as somebody else, by another browser on this machine."""
    browser, before = stage.browser, stage.versions("homework2")
    stage.assessment_page("homework2")
    browser.click(ac("submit"))
    browser.wait_text(ac("for-account"), "Stella O'Two (student2@foo.bar)")
    with HostProcess(browser.data) as other:
        other.hello()
        sign_in(other, stage.box)
    stage.choose(stage.file())
    browser.wait(f"{ac('dialog')} {error('account_differs')}")
    stage.picture("08-other-account-dialog")
    assert stage.versions("homework2") == before


def test_an_update_under_an_open_page(stage: Stage) -> None:
    """The new script takes the page over: one piece of ours in each row, and it works."""
    browser = stage.browser
    stage.box.state.sessions.clear()  # whoever was here last
    stage.course_page_after_log_in()
    before = browser.run(PIECES)
    browser.run(
        "() => { for (const one of document.querySelectorAll('[data-ac]')) one.dataset.before = ''; }"
    )
    browser.update()
    browser.wait_gone("[data-before]")
    browser.wait(badge("homework0", "score"))
    assert browser.run(PIECES) == before
    browser.click(row("lab4", ac("submit")))
    browser.wait(ac("file"))
    browser.click(ac("cancel"))
    browser.wait_gone(ac("dialog"))
    assert browser.run(PIECES) == before
