"""Receipts that are gone are told on their page, and the same file is not handed in again without a question."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from native_host.ledger.journal import FILE

from .stage import Stage, ac, row

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
