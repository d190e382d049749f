"""What there is to see: each surface in its states, and how one gets there."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tests.e2e.own_pages import TAUGHT
from tests.e2e.stage import COURSE, Stage, ac, badge, error, row

if TYPE_CHECKING:
    from collections.abc import Callable

PEOPLE = "Email,Section\nstudent2@foo.bar,Q\nnew.person@foo.bar,B\nno address,C\n"


def own(page: str, there: str, **query: str) -> Callable[[Stage], None]:
    """What shows a page of ours until `there` is drawn."""

    def show(stage: Stage) -> None:
        given = {"server": stage.box.base, **query} if query else {}
        address = stage.browser.page(f"pages/{page}/{page}.html")
        stage.browser.goto(f"{address}?{urlencode(given)}" if given else address)
        stage.browser.wait(there)

    return show


def course(stage: Stage) -> None:
    """All badges."""
    stage.browser.goto(f"{stage.box.base}/courses/{COURSE}/assessments")
    stage.browser.wait(ac("badge"))
    stage.browser.wait_gone(ac("badge", "loading"))


def courses(stage: Stage) -> None:
    """What is ahead in each."""
    stage.browser.goto(f"{stage.box.base}/courses")
    stage.browser.wait(ac("course-to-do"))


def course_open(stage: Stage) -> None:
    """What is to do, and what stands behind a badge."""
    course(stage)
    stage.browser.click(ac("to-do-toggle"))
    stage.browser.click(badge("lab6", "score"))
    stage.browser.wait(row("lab6", ac("details")))


def assessment(stage: Stage) -> None:
    """The panel."""
    stage.browser.goto(f"{stage.box.base}/courses/{COURSE}/assessments/homework0")
    stage.browser.wait(f"{ac('panel-box')} {ac('badge', 'score')}")


def assessment_open(stage: Stage) -> None:
    """The panel with all that it can show."""
    assessment(stage)
    stage.browser.click(ac("versions-toggle"))
    stage.browser.click(f"{ac('version')} {ac('feedback-toggle')}")
    stage.browser.wait(f"{ac('versions-list')} pre")
    stage.browser.click(ac("feedback-toggle"))
    stage.browser.wait(f"{ac('feedback')} pre")


def dialog(stage: Stage) -> None:
    """Nothing is chosen yet."""
    course(stage)
    stage.browser.click(row("lab4", ac("submit")))
    stage.browser.wait(ac("file"))


def dialog_objects(stage: Stage) -> None:
    """A file that something speaks against."""
    dialog(stage)
    stage.browser.choose_files(ac("file"), stage.file("handin (1).c", b""))
    stage.browser.wait(ac("objection"))


def dialog_asks(stage: Stage) -> None:
    """The last question."""
    dialog(stage)
    stage.choose(stage.file())
    stage.browser.wait(f"{ac('confirm')}:not([aria-disabled])")


def dialog_done(stage: Stage) -> None:
    """The receipt."""
    dialog_asks(stage)
    stage.browser.click(ac("confirm"))
    stage.browser.wait(ac("result"))


def dialog_failed(stage: Stage) -> None:
    """Autolab refused it."""
    stage.box.faults.add(method="POST", path="/submit$", status=403, body='{"error": "Not today"}')
    dialog_asks(stage)
    stage.browser.click(ac("confirm"))
    stage.browser.wait(ac("error"))


def tables_preview(stage: Stage) -> None:
    """What a table would change."""
    SIGNED_IN["tables"](stage)
    stage.browser.choose_files(ac("table-file"), stage.file("people.csv", PEOPLE))
    stage.browser.wait(ac("line"))


def roster_form(stage: Stage) -> None:
    """Somebody is being changed."""
    SIGNED_IN["roster"](stage)
    stage.browser.click(f"{ac('member')} {ac('edit')}")
    stage.browser.wait(ac("member-form"))


def courses_without(stage: Stage) -> None:
    """The same of the list of courses."""
    courses(stage)
    stage.browser.wait(f"{ac('notice')} {error('host_missing')}")


def course_without(stage: Stage) -> None:
    """What was known last, and why there is no more."""
    stage.browser.goto(f"{stage.box.base}/courses/{COURSE}/assessments")
    stage.browser.wait(f"{ac('notice')} {error('host_missing')}")


NEW: dict[str, Callable[[Stage], None]] = {
    "setup-new": own("setup", ac("step")),
    "popup-new": own("popup", ac("add")),
    "options-new": own("options", ac("stored-part")),
    "receipts-none": own("receipts", "main"),
}
"""As somebody sees it who has just installed it."""
SIGNED_IN: dict[str, Callable[[Stage], None]] = {
    "setup": own("setup", f"main:has({ac('open-courses')}) {ac('examined')}"),
    "popup": own("popup", ac("deadline")),
    "options": own("options", ac("stored-part")),
    "receipts": own("receipts", ac("receipt")),
    "roster": own("roster", ac("member"), course=TAUGHT),
    "roster-form": roster_form,
    "tables": own("tables", ac("table-file"), course=TAUGHT, kind="roster"),
    "tables-preview": tables_preview,
    "courses": courses,
    "course": course,
    "course-open": course_open,
    "assessment": assessment,
    "assessment-open": assessment_open,
    "dialog": dialog,
    "dialog-objects": dialog_objects,
    "dialog-asks": dialog_asks,
    "dialog-failed": dialog_failed,
}
WITHOUT_PROGRAM: dict[str, Callable[[Stage], None]] = {
    "setup-without": own("setup", ac("step")),
    "popup-without": own("popup", error("host_missing")),
    "options-without": own("options", error("host_missing")),
    "receipts-without": own("receipts", error("host_missing")),
    "courses-without": courses_without,
    "course-without": course_without,
}
