"""The roster page, for whoever teaches; and on the same account's own work, what the graders wrote."""

from __future__ import annotations

import pytest

from tests.student import EMAIL

from .own_pages import TAUGHT
from .stage import COURSE, Stage, ac, error

pytestmark = pytest.mark.browser

STUDENT = "student2@foo.bar"


OVERFLOW = """() => {
  const list = document.querySelector("#list");
  const page = document.documentElement;
  return Math.max(list.scrollWidth - list.clientWidth, page.scrollWidth - page.clientWidth);
}"""


def person(email: str, inner: str = "") -> str:
    """The selector of somebody's row in the roster, or of something in it."""
    return f'[data-ac="member"][data-email="{email}"] {inner}'.strip()


@pytest.fixture(scope="module", autouse=True)
def entered(stage: Stage) -> None:
    stage.enter(staff_tools=True)


def test_the_popup_leads_to_the_tables_and_the_roster(stage: Stage) -> None:
    stage.popup()
    stage.browser.wait(stage.card(stage.box, ac("roster")))
    stage.picture("90-popup-staff", whole=True)
    stage.browser.click(stage.card(stage.box, ac("tables")))
    stage.browser.switch(lambda url: "/pages/tables/tables.html?server=" in url)
    stage.browser.close_tab()


def test_a_change_of_the_roster_is_the_servers_and_shows_at_once(stage: Stage) -> None:
    browser = stage.browser
    browser.goto(browser.page(f"pages/roster/roster.html?server={stage.box.base}"))
    browser.wait_text(ac("count"), "4 people")
    browser.click(person(STUDENT, ac("edit")))
    browser.fill(ac("section"), "Q")
    browser.click(ac("save"))
    browser.wait_text(person(STUDENT), "Q")
    browser.wait_gone(ac("member-form"))
    user = stage.box.state.user_by_email(STUDENT)
    assert user is not None
    assert stage.box.state.courses[TAUGHT].members[user.id].section == "Q"
    stage.picture("60-roster")
    browser.resize(375, 800)
    browser.wait(person(STUDENT))
    stage.picture("60-roster-narrow")
    assert browser.run(OVERFLOW) <= 0


def test_a_change_that_takes_long_says_so_and_what_is_taken_back_is_looked_up(stage: Stage) -> None:
    browser = stage.browser
    browser.goto(browser.page(f"pages/roster/roster.html?server={stage.box.base}"))
    browser.click(person(STUDENT, ac("edit")))
    browser.fill(ac("section"), "R")
    slow = stage.box.faults.add(method="PUT", path="/course_user_data/", delay=60)
    browser.click(ac("save"))
    browser.click(ac("slow-cancel"))
    browser.wait(error("cancelled"))
    browser.wait_text(person(STUDENT), "Q")
    assert not browser.exists(ac("member-form"))
    assert slow.hits == 1


def test_staff_are_told_of_nothing_to_hand_in_on_their_own_course(stage: Stage) -> None:
    stage.course_page(TAUGHT, settled=False)
    stage.browser.wait(ac("row"))
    stage.browser.wait_gone(ac("badge", "loading"))
    stage.picture("63-staff-course")
    assert not stage.browser.exists(ac("badge", "not_submitted"))
    assert not stage.browser.exists(ac("submit"))
    stage.browser.click(ac("open-tables"))
    stage.browser.switch(lambda address: "/pages/tables/tables.html" in address)
    stage.browser.wait(ac("table-file"))
    assert stage.browser.run("() => document.querySelector('[data-ac=course]').value") == TAUGHT
    stage.browser.close_tab()


def test_feedback_is_offered_where_the_score_is_released(stage: Stage) -> None:
    browser = stage.browser
    stage.assessment_page("homework0")
    browser.click(ac("feedback-toggle"))
    browser.wait_text(ac("feedback"), "Line two <b>& entity</b>")
    browser.wait_text(ac("feedback-rest"), "one of: problem0, problem1, problem2")
    browser.wait_text(ac("feedback-rest"), "Feedback by problem: problem0 problem1 problem2")
    assert browser.exists(ac("feedback-rest") + ' a[href*="/assessments/homework0/viewFeedback?feedback="]')
    stage.picture("61-feedback", whole=True)
    assert not browser.exists(ac("download-writeup")), "there is none"
    stage.assessment_page("quiz2")
    assert not browser.exists(ac("feedback-toggle"))


def test_where_autolabs_own_form_is_open_ours_is_too_although_the_course_is_closed(stage: Stage) -> None:
    staff = stage.box.staff(COURSE, "homework4")
    staff.extend(EMAIL, None)
    stage.assessment_page("homework4")
    stage.browser.wait(ac("submit"))
    stage.browser.wait_text(ac("deadline"), "This page shows no deadline for you")
    assert not stage.browser.exists(ac("why-not"))
    stage.picture("62-extension")
    staff.assessment.extensions.clear()
