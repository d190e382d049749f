"""What is gone is told on the receipts' page: receipts, and versions that staff have deleted."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from native_host.storage.submissions.journal import FILE

from .stage import COURSE, Stage, ac, row

pytestmark = pytest.mark.browser


def test_receipts_that_are_gone_are_told_and_asked_about(stage: Stage) -> None:
    browser, file = stage.browser, stage.file()
    stage.enter()
    stage.course_page()
    browser.click(row("lab1", ac("submit")))
    stage.hand_in(file)
    browser.wait(ac("result", "landed"))
    with closing(sqlite3.connect(browser.data / FILE)) as raw, raw:
        raw.execute("DELETE FROM entry")

    browser.switch_home()
    browser.resize(1000, 700)
    browser.goto(browser.page("pages/receipts/receipts.html"))
    browser.wait(ac("loss"))
    assert not browser.exists(ac("receipt"))
    assert "1 receipt is missing" in browser.text(ac("loss"))
    assert "You have not handed in anything" not in browser.text("#list")
    stage.picture("65-receipts-missing")

    stage.course_page()
    browser.click(row("lab1", ac("submit")))
    stage.hand_in(file)
    browser.wait(f'{ac("insist")}[data-error="receipts_missing"]')
    stage.picture("66-receipts-missing-asked")
    browser.click(ac("insist-no"))
    assert stage.versions("lab1") == 1


def test_a_version_that_staff_deleted_is_told_and_its_number_is_free(stage: Stage) -> None:
    browser, file = stage.browser, stage.file()
    for is_last in (False, True):
        stage.course_page()
        browser.click(row("lab3", ac("submit")))
        stage.hand_in(file)
        browser.wait(f'{ac("result", "landed")}[data-version="1"]')
        if is_last:  # nobody is to look at it any more
            stage.box.faults.add(method="GET", path="lab3/submissions$", delay=60, times=99)
        stage.box.staff(COURSE, "lab3").delete_submission("student1@foo.bar")

    browser.switch_home()
    browser.resize(1000, 700)
    browser.goto(browser.page("pages/receipts/receipts.html"))
    browser.wait(f"{ac('receipt')}[data-removed]")
    told = browser.text(f"{ac('receipt')}[data-removed]")
    assert "Removed on Autolab" in told
    assert "on the server, between" in told
    assert browser.exists(f"{ac('receipt')}:not([data-removed])"), "nobody has looked at the second one since"
    stage.picture("67-removed")
