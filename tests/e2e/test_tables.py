"""Staff's tables in the browser: a course is saved as a table, the table comes back, and only what differs is sent."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from tests.browsers import until
from tests.sandbox.seeds import crowd

from .stage import PAGE, Stage, ac

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.browser

PEOPLE, CHANGED = 2000, 50
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module", autouse=True)
def entered(stage: Stage) -> None:
    crowd.plant(stage.box.state, people=PEOPLE, assessments=2)
    stage.enter(crowd.TEACHER, "instructorpw1", staff_tools=True)


def tables(stage: Stage, kind: str) -> None:
    browser = stage.browser
    browser.resize(*PAGE)
    browser.goto(
        browser.page(f"pages/tables/tables.html?server={stage.box.base}&course={crowd.COURSE}&kind={kind}")
    )
    browser.wait(ac("table-file"))


def saved(stage: Stage, button: str) -> list[dict[str, str]]:
    """What the button hands to the browser as a file."""
    return list(csv.DictReader(io.StringIO(stage.saved(button).removeprefix("\ufeff"))))


def compare(
    stage: Stage, name: str, rows: list[dict[str, str]], edit: Callable[[int, dict[str, str]], None]
) -> None:
    """Edit the table as a spreadsheet would, and choose it."""
    for number, row in enumerate(rows):
        edit(number, row)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    stage.browser.choose_files(ac("table-file"), stage.file(name, text.getvalue()))
    stage.browser.wait(ac("job", "preview"))
    stage.browser.wait_text(ac("job"), name)


def count(name: str) -> str:
    return f'{ac("counts")} [data-count="{name}"]'


def writes(stage: Stage) -> int:
    return sum(request.method in {"PUT", "POST", "DELETE"} for request in stage.box.requests)


def test_a_roster_goes_out_and_comes_back_and_only_what_differs_is_sent(stage: Stage) -> None:
    browser, box = stage.browser, stage.box
    tables(stage, "roster")
    rows = saved(stage, "export")
    assert len(rows) == PEOPLE + 1  # the teacher too

    compare(stage, "unchanged.csv", rows, lambda *_: None)
    browser.wait_text(count("same"), str(PEOPLE + 1))
    assert browser.text(ac("confirm")) == "Send 0 changes"

    def move(number: int, row: dict[str, str]) -> None:
        if row["Email"].startswith("person") and number < CHANGED + 1:
            row["Section"] = "Z"

    compare(stage, "moved.csv", rows, move)
    moved = sum(row["Section"] == "Z" for row in rows)
    assert moved in {CHANGED, CHANGED + 1}
    browser.wait_text(count("change"), str(moved))
    browser.wait_text(ac("lines-planned"), "Section: ")
    browser.click(ac("send-line"))
    browser.wait_text(ac("confirm"), f"Send {moved - 1} changes")
    stage.picture("70-tables-preview", whole=True)
    browser.resize(375, 800)
    stage.picture("70-tables-preview-narrow")
    assert browser.run(OVERFLOW) <= 0
    browser.resize(*PAGE)
    before = writes(stage)
    browser.click(ac("confirm"))
    browser.wait(ac("job", "done"))
    assert writes(stage) - before == moved - 1
    members = box.state.courses[crowd.COURSE].members.values()
    assert sum(member.section == "Z" for member in members) == moved - 1
    stage.picture("71-tables-done", whole=True)
    assert len(saved(stage, "save-undo")) == moved - 1
    assert browser.exists(ac("open-job"))


def test_scores_go_out_and_come_back_and_what_is_odd_is_seen_first(stage: Stage) -> None:
    browser = stage.browser
    tables(stage, "gradebook")
    rows = saved(stage, "export")
    column = "hw01:p1"
    assert len(rows) == PEOPLE
    last = rows[-1]["Email"]

    def raise_score(number: int, row: dict[str, str]) -> None:
        if number < CHANGED:
            row[column] = "91"
        if row["Email"] == last:
            row[column] = "1000"

    compare(stage, "scores.csv", rows, raise_score)
    browser.wait_text(count("change"), str(CHANGED + 1))
    browser.wait_text(count("suspicious"), "1")
    browser.wait_text(ac("line"), "is above the maximum")  # the first one
    browser.dark(on=True)
    browser.wait('html[data-theme="dark"]')
    stage.picture("72-tables-odd", whole=True)
    browser.dark(on=False)
    browser.click(ac("send-line"))
    browser.click(ac("confirm"))
    browser.wait(ac("job", "done"))
    scores = [
        row.scores["p1"].value
        for row in stage.box.state.courses[crowd.COURSE].assessments["hw01"].submissions
    ]
    assert scores.count(91.0) == CHANGED
    assert 1000.0 not in scores


def test_what_is_stopped_keeps_what_was_done_and_says_so(stage: Stage) -> None:
    browser = stage.browser
    tables(stage, "roster")
    rows = saved(stage, "export")

    def move(_: int, row: dict[str, str]) -> None:
        row["Lecture"] = "9"

    compare(stage, "lectures.csv", rows, move)
    slow = stage.box.faults.add(method="PUT", path="/course_user_data/", delay=0.5)
    browser.click(ac("confirm"))
    browser.wait(ac("job", "running"))
    until(lambda: slow.hits or None, "a request")
    stage.picture("73-tables-running")
    browser.click(ac("stop"))
    browser.wait(ac("job", "cancelled"))
    stage.box.faults.clear()
    members = stage.box.state.courses[crowd.COURSE].members.values()
    done = sum(member.lecture == "9" for member in members)
    assert 0 < done < PEOPLE
    browser.wait_text(ac("progress"), f"{done} of {PEOPLE + 1} done")
    assert len(saved(stage, "save-undo")) == done


def test_a_table_that_is_none_says_what_it_lacks(stage: Stage) -> None:
    browser = stage.browser
    tables(stage, "roster")
    browser.fill(ac("table-text"), "Colour\nred\n")
    browser.click(ac("compare-text"))
    browser.wait_text(ac("table-choose"), "lacks a column that is needed")
