"""Handing in: nothing is sent that the student did not mean, and what Autolab says is shown as it said it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.student import EMAIL

from .stage import COURSE, Stage, ac, badge, error, row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.sandbox.models import Assessment

pytestmark = pytest.mark.browser

MIB = 2**20


@pytest.fixture(scope="module", autouse=True)
def entered(stage: Stage) -> None:
    stage.enter()


@pytest.fixture
def on_course_page(stage: Stage) -> Stage:
    stage.course_page()
    return stage


def open_dialog(stage: Stage, assessment: str) -> None:
    stage.browser.click(row(assessment, ac("submit")))
    stage.browser.wait(ac("file"))


def words(stage: Stage, name: str) -> str:
    return stage.browser.text(ac(name))


def test_from_the_row_to_the_receipt(on_course_page: Stage) -> None:
    stage, browser = on_course_page, on_course_page.browser
    file = stage.file("bits.c", "int bits;\n")
    open_dialog(stage, "lab0")
    stage.picture("10-choose")
    browser.choose_files(ac("file"), file)
    browser.wait_text(ac("chosen"), "bits.c")
    assert browser.exists(f"{ac('continue')}[aria-disabled=true]"), "no affirmation, no submission"
    browser.click(ac("affirm"))
    browser.click(ac("continue"))

    browser.wait(ac("confirm"))
    stage.picture("11-confirm")
    assert "15-213: Intro to Computer Systems & <b>C</b>" in words(stage, "confirm-course")
    assert words(stage, "confirm-assessment") == "Lab 0: Max three"
    assert words(stage, "confirm-file") == "bits.c"
    assert "10 " in words(stage, "confirm-size")
    assert f"{stage.box.state.assessment(COURSE, 'lab0').due_at:%Y}" in words(stage, "confirm-deadline")
    assert "3 submissions left" in words(stage, "confirm-versions")
    assert stage.versions("lab0") == 0, "nothing is sent before the last button"

    browser.click(ac("confirm"))
    browser.wait(ac("result", "landed"))
    stage.picture("12-receipt")
    handed_in = stage.box.state.assessment(COURSE, "lab0").submissions
    assert [each.head for each in handed_in] == [b"int bits;\n"]
    assert browser.text(ac("sha256")) == handed_in[0].sha256
    browser.click(ac("done"))
    browser.wait(badge("lab0", "submitted"))


def test_a_clock_that_differs_from_autolabs_is_told_before_all_else(on_course_page: Stage) -> None:
    stage, browser = on_course_page, on_course_page.browser
    stage.box.clock.advance(-1800)
    try:
        open_dialog(stage, "lab0")
        stage.picture("10-clock")
        assert "clock of this computer" in words(stage, "clock")
        assert "{" not in words(stage, "clock")
        browser.click(ac("cancel"))
    finally:
        stage.box.clock.advance(1800)
    stage.course_page()
    open_dialog(stage, "lab0")
    assert not browser.exists(ac("clock"))
    browser.click(ac("cancel"))


def test_the_same_file_again_asks_first(on_course_page: Stage) -> None:
    stage, browser = on_course_page, on_course_page.browser
    once = stage.file(content="the same\n")
    for file, answer, versions in ((once, None, 1), (once, "insist-no", 1), (once, "insist-yes", 2)):
        open_dialog(stage, "homework2")
        if answer is not None:
            browser.choose_files(ac("file"), file)
            browser.wait(f"{ac('objection')}[data-code=same]")
        stage.hand_in(file)
        if answer is not None:
            browser.wait(f"{ac('insist')}[data-error=already_submitted]")
            stage.picture("13-again")
            browser.click(ac(answer))
        if answer != "insist-no":
            browser.wait(ac("result", "landed"))
            browser.click(ac("done"))
        browser.wait_gone(ac("dialog"))
        assert stage.versions("homework2") == versions


def test_an_empty_file_warns_first(on_course_page: Stage) -> None:
    stage, browser = on_course_page, on_course_page.browser
    before = stage.versions("lab4")
    open_dialog(stage, "lab4")
    empty = stage.file(content="")
    browser.choose_files(ac("file"), empty)
    browser.wait(f"{ac('objection')}[data-code=empty]")
    stage.choose(empty)
    assert "empty" in words(stage, "warning")
    stage.picture("14-empty")
    assert stage.versions("lab4") == before
    browser.click(ac("confirm"))
    browser.wait(ac("result", "landed"))
    assert stage.versions("lab4") == before + 1


def test_too_large_in_the_servers_words(on_course_page: Stage) -> None:
    stage, browser = on_course_page, on_course_page.browser
    open_dialog(stage, "lab4")
    before = stage.versions("lab4")
    stage.hand_in(stage.file(content=b"x" * (2 * MIB + 1)))
    browser.wait(error("file_too_large"))
    assert "larger than the max allowed size (2 MB)" in words(stage, "error-said")
    stage.picture("15-too-large")
    assert browser.exists(f"{ac('again')}.primary")
    assert not browser.exists(f"{ac('done')}.primary")
    assert stage.versions("lab4") == before
    browser.click(ac("again"))  # from now on its limit is known
    objection = f"{ac('objection')}[data-code=size]"
    browser.wait_text(objection, "2,097,153 bytes")
    browser.choose_files(ac("file"), stage.file(content=b"x" * 3 * MIB))
    assert "2 MB" in browser.wait_text(objection, "3 MB")
    stage.picture("15-size-known")
    browser.choose_files(ac("file"), stage.file(content=b"x" * 2 * MIB))
    browser.wait_gone(objection)
    browser.click(ac("cancel"))


def test_a_type_the_course_refuses(on_course_page: Stage) -> None:
    stage, browser = on_course_page, on_course_page.browser
    stage.assessment_page("lab7")  # loads the assessment's own checks, a habit of the real server
    browser.click(f"{ac('panel-box')} {ac('submit')}")
    stage.hand_in(stage.file("notes.txt"))
    browser.wait(error("file_type_refused"))
    assert "Filetype Check" in words(stage, "error-said")


def test_accepted_without_grading_is_not_called_a_failure(on_course_page: Stage) -> None:
    stage, browser = on_course_page, on_course_page.browser
    open_dialog(stage, "lab5")
    stage.hand_in(stage.file())
    browser.wait(ac("result", "accepted_ungraded"))
    stage.picture("16-ungraded")
    assert stage.versions("lab5") == 1


@pytest.fixture
def closing(stage: Stage) -> Iterator[Assessment]:
    """An assessment whose end a test moves; it is put back."""
    assessment = stage.box.state.assessment(COURSE, "lab3")
    end = assessment.end_at
    yield assessment
    assessment.end_at = end


def test_past_the_deadline_in_the_servers_words(on_course_page: Stage, closing: Assessment) -> None:
    stage, browser = on_course_page, on_course_page.browser
    open_dialog(stage, "lab3")
    stage.choose(stage.file())
    browser.wait(ac("confirm"))
    closing.end_at = stage.box.clock.now() - timedelta(minutes=1)
    browser.click(ac("confirm"))
    browser.wait(error("handin_closed"))
    assert "past the deadline" in words(stage, "error-said")
    stage.picture("17-closed")
    assert stage.versions("lab3") == 0


def test_the_last_submission_is_used_up_after_one_from_elsewhere(on_course_page: Stage) -> None:
    stage, browser = on_course_page, on_course_page.browser
    assessment = stage.box.state.assessment(COURSE, "lab6")
    open_dialog(stage, "lab6")
    stage.choose(stage.file())
    browser.wait(ac("confirm"))
    assessment.max_submissions = 2
    browser.click(ac("confirm"))
    browser.wait(f"{ac('insist')}[data-error=version_from_elsewhere]")
    assert "Version 2 of Lab 6" in words(stage, "insist")
    stage.picture("18-elsewhere")
    browser.click(ac("insist-yes"))
    browser.wait(error("submission_limit"))
    assert "submission limit" in words(stage, "error-said")
    assessment.max_submissions = 5
    browser.click(ac("again"))
    browser.choose_files(ac("file"), stage.file())
    browser.click(ac("continue"))  # what was affirmed still is
    browser.wait(ac("confirm"))
    browser.click(ac("confirm"))
    browser.wait(ac("result", "landed"))  # and nobody was asked a second time


def test_a_lost_answer_is_settled_not_sent_again(on_course_page: Stage) -> None:
    stage, browser = on_course_page, on_course_page.browser
    before = stage.versions("quiz0")
    stage.box.faults.add(path="quiz0/submit$", process=True, lose_answer=True)
    open_dialog(stage, "quiz0")
    stage.hand_in(stage.file())
    browser.wait(ac("result", "appeared"))
    stage.picture("19-appeared")
    assert stage.versions("quiz0") == before + 1


def test_a_server_that_fails_is_told_at_once_with_the_way_to_its_own_form(on_course_page: Stage) -> None:
    stage, browser = on_course_page, on_course_page.browser
    stage.box.faults.add(path="quiz0/submit$", status=500, times=2)
    open_dialog(stage, "quiz0")
    stage.hand_in(stage.file(content="int failing;"))
    browser.wait(error("handin_failed"))
    assert "HTTP 500" in words(stage, "error-cause")
    assert browser.exists(ac("assessment") + '[href$="/assessments/quiz0"]')
    stage.picture("19-failed")
    browser.click(ac("done"))


def test_a_row_without_a_file_is_not_called_submitted_nor_failed(on_course_page: Stage) -> None:
    stage, browser = on_course_page, on_course_page.browser
    stage.box.state.assessment(COURSE, "quiz0").storage_trouble = "No space left on device"
    open_dialog(stage, "quiz0")
    stage.hand_in(stage.file(content="int full;"))
    browser.wait(error("file_not_stored"))
    assert not browser.exists(ac("again"))
    stage.picture("19-not-stored")
    stage.box.state.assessment(COURSE, "quiz0").storage_trouble = None
    browser.click(ac("done"))


def test_the_assessment_page_takes_a_dropped_file(stage: Stage) -> None:
    browser = stage.browser
    stage.assessment_page("lab4")
    before = stage.versions("lab4")
    stage.picture("20-panel")
    browser.drop(ac("panel-box"), stage.file("dropped.c", "int dropped;\n"))
    browser.wait_text(ac("chosen"), "dropped.c")
    browser.click(ac("affirm"))
    browser.click(ac("continue"))
    assert browser.text(ac("confirm-file")) == "dropped.c"
    browser.click(ac("confirm"))
    browser.wait(ac("result", "landed"))
    browser.click(ac("done"))
    browser.wait(f"{ac('panel-box')} {ac('badge', 'submitted')}")
    assert stage.versions("lab4") == before + 1
    assert stage.box.state.assessment(COURSE, "lab4").submissions[-1].head == b"int dropped;\n"


def test_a_file_dropped_into_the_dialog(stage: Stage) -> None:
    browser = stage.browser
    stage.assessment_page("lab4")
    browser.click(f"{ac('panel-box')} {ac('submit')}")
    browser.wait(ac("drop"))
    browser.drop(ac("drop"), stage.file("thrown.c", "x"))
    browser.wait_text(ac("chosen"), "thrown.c")
    browser.click(ac("cancel"))
    browser.wait_gone(ac("dialog"))


def test_several_files_become_the_archive_that_is_asked_for(stage: Stage) -> None:
    browser = stage.browser
    stage.assessment_page("lab7")
    browser.click(f"{ac('panel-box')} {ac('submit')}")
    browser.wait(ac("file"))
    browser.choose_files(ac("file"), stage.file("a.c", "one"), stage.file("b.h", "two"))
    browser.wait_text(ac("packed"), "In it: a.c, b.h")
    browser.click(ac("affirm"))
    browser.click(ac("continue"))
    browser.click(ac("confirm"))
    browser.wait(ac("result", "landed"))
    assert stage.box.state.assessment(COURSE, "lab7").submissions[-1].uploaded_name == "handin.tar"
    browser.click(ac("done"))


@pytest.mark.parametrize("assessment", ["homework4", "lab2", "quiz1"])
def test_no_button_where_nothing_can_be_handed_in(stage: Stage, assessment: str) -> None:
    stage.assessment_page(assessment)
    stage.picture(f"21-{assessment}")
    assert not stage.browser.exists(f"{ac('panel-box')} {ac('submit')}")


def test_dates_that_the_page_shows_win_over_the_courses(stage: Stage) -> None:
    """The API knows no extension: for the course, this assessment is closed."""
    browser, assessment = stage.browser, stage.box.state.assessment(COURSE, "homework4")
    stage.box.staff(COURSE, "homework4").extend(EMAIL, 60)
    try:
        stage.assessment_page("homework4")
        stage.picture("23-own-extension")
        assert words(stage, "deadline").startswith("Your deadline, as this page shows it")
        assert words(stage, "badge") == "not submitted"
        assert not browser.exists(f"{ac('panel-box')} {ac('why-not')}")
        browser.click(f"{ac('panel-box')} {ac('submit')}")
        browser.wait(ac("file"))
        stage.choose(stage.file())
        browser.wait(ac("confirm"))
        stage.picture("24-own-extension-confirm")
        assert words(stage, "confirm") == "Submit"
        assert not browser.exists(ac("warning"))
        browser.click(ac("close"))
    finally:
        assessment.extensions.clear()


def test_the_history_marks_what_has_a_receipt_and_knows_its_file(on_course_page: Stage) -> None:
    stage, browser = on_course_page, on_course_page.browser
    handed_in = stage.file("mine.c")
    open_dialog(stage, "lab4")
    stage.hand_in(handed_in)
    browser.wait(ac("result", "landed"))
    version = stage.versions("lab4")
    browser.goto(f"{stage.box.base}/courses/{COURSE}/assessments/lab4/history")
    browser.wait(f"{ac('receipt-here')}[data-version='{version}']")
    browser.wait(ac("receipt-mark"))
    for file, same in ((stage.file("other.c"), "false"), (handed_in, "true")):
        browser.choose_files(ac("verify"), file)
        browser.wait(f"{ac('verified')} [data-same={same}]")
    assert words(stage, "verified") == f"mine.c is, byte for byte, the file of version {version}."
    stage.picture("25-history")


def test_receipts_of_all_this_are_kept(stage: Stage) -> None:
    stage.browser.switch_home()
    stage.browser.goto(stage.browser.page("pages/receipts/receipts.html"))
    stage.browser.wait(f"{ac('receipt')}")
    stage.picture("22-receipts")
