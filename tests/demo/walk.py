"""The walk: each step is one thing a student does, ends with a condition that was seen, and leaves a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browsers import Browser
    from tests.sandbox import Sandbox

EMAIL, PASSWORD = "maya@cmu.example", "maya-demo"
COURSE, ASSESSMENT = "15213-f26", "malloclab"
POPUP = (400, 640)
PAGE = (1200, 900)


class Stage(NamedTuple):
    """What the steps play on."""

    browser: Browser
    box: Sandbox
    file: Path


class Step(NamedTuple):
    """`words` are printed, `name` is the picture's, `act` does it."""

    name: str
    words: str
    act: Callable[[Stage], None]


def row(assessment: str) -> str:
    """The selector of an assessment's row on the course page."""
    return f'a.collection-item[href$="/assessments/{assessment}"]'


def add_server(stage: Stage) -> None:
    """The popup's form, as a student without a deployment file fills it in."""
    browser, client = stage.browser, stage.box.application()
    browser.resize(*POPUP)
    browser.goto(browser.page("pages/popup/popup.html"))
    browser.fill('[data-ac="server"]', stage.box.base)
    browser.click('[data-ac="by-hand"] summary')
    browser.fill('[data-ac="client-id"]', client.uid)
    browser.fill('[data-ac="client-secret"]', client.secret)
    browser.click('[data-ac="add"]')
    browser.wait('[data-ac="sign-in-identity"]')


def consent(stage: Stage) -> None:
    """Autolab's own pages: its sign-in form, then what the companion may do."""
    browser = stage.browser
    browser.click('[data-ac="sign-in-identity"]')
    browser.switch(lambda url: "/auth/users/sign_in" in url)
    browser.fill("#user_email", EMAIL)
    browser.fill("#user_password", PASSWORD)
    browser.click('input[type="submit"], button[type="submit"]')
    browser.wait("#oauth-permissions")


def grant(stage: Stage) -> None:
    """Authorize; the popup then says who we are."""
    browser = stage.browser
    browser.click('form:not(:has([name="_method"])) [type="submit"]')
    browser.switch_home()
    browser.wait_text('[data-ac="account"]', EMAIL)
    browser.wait('[data-ac="ics"]')  # the coming deadlines are there


def course_page(stage: Stage) -> None:
    """A badge on every assessment, a submit button where work can be handed in."""
    browser = stage.browser
    browser.resize(*PAGE)
    browser.goto(f"{stage.box.base}/courses/{COURSE}/assessments")
    browser.wait('[data-ac="badge"][data-state="score"]')
    browser.wait_gone('[data-ac="badge"][data-state="loading"]')
    browser.wait(f'{row(ASSESSMENT)} + [data-ac="row"] [data-ac="submit"]')
    browser.show(".assessments")


def choose_file(stage: Stage) -> None:
    """The submit dialog: a file and the integrity affirmation."""
    browser = stage.browser
    browser.click(f'{row(ASSESSMENT)} + [data-ac="row"] [data-ac="submit"]')
    browser.choose_files('[data-ac="file"]', stage.file)
    browser.click('[data-ac="affirm"]')
    browser.wait_text('[data-ac="chosen"]', stage.file.name)


def confirm(stage: Stage) -> None:
    """What is about to happen, before it happens."""
    stage.browser.click('[data-ac="continue"]')
    stage.browser.wait_text('[data-ac="confirm-file"]', stage.file.name)


def submit(stage: Stage) -> None:
    """One click, one submission, one receipt."""
    stage.browser.click('[data-ac="confirm"]')
    stage.browser.wait('[data-ac="result"][data-state="landed"]')


def waiting(stage: Stage) -> None:
    """The badge says that the file is in."""
    stage.browser.click('[data-ac="done"]')
    stage.browser.wait(f'{row(ASSESSMENT)} + [data-ac="row"] [data-ac="badge"][data-state="submitted"]')


def scored(stage: Stage) -> None:
    """The autograder has finished: the badge changes on the page as it stands, without a reload."""
    stage.browser.wait(f'{row(ASSESSMENT)} + [data-ac="row"] [data-ac="badge"][data-state="score"]')


def assessment_page(stage: Stage) -> None:
    """Our panel beside Autolab's own form."""
    stage.browser.goto(f"{stage.box.base}/courses/{COURSE}/assessments/proxylab")
    stage.browser.wait('[data-ac="panel"]')
    stage.browser.show('[data-ac="panel"]')


def dark(stage: Stage) -> None:
    """The receipts, in a student's own dark colours."""
    stage.browser.dark(on=True)
    stage.browser.goto(stage.browser.page("pages/receipts/receipts.html"))
    stage.browser.wait('[data-ac="receipt"]')


def sign_out(stage: Stage) -> None:
    """The access is revoked at the server, then forgotten here."""
    browser = stage.browser
    browser.dark(on=False)
    browser.resize(*POPUP)
    browser.goto(browser.page("pages/popup/popup.html"))
    browser.click('[data-ac="sign-out"]')
    browser.wait('[data-ac="sign-in-identity"]')


SIGN_IN = (
    Step("popup", "add the server in the popup", add_server),
    Step("consent", "sign in on Autolab and see what the companion asks for", consent),
    Step("signed-in", "authorize; the popup knows who you are", grant),
    Step("course", "a badge on every assessment, submit buttons where work can be handed in", course_page),
)
DAY = (
    *SIGN_IN,
    Step("choose", "choose a file and affirm its integrity", choose_file),
    Step("confirm", "see course, assessment, file, size and deadline before sending", confirm),
    Step("receipt", "submit, and get the receipt", submit),
    Step("waiting", "the badge says: submitted", waiting),
    Step("scored", "the score arrives without a reload", scored),
    Step("assessment", "the panel on the assessment's page", assessment_page),
    Step("receipts", "all receipts, in dark colours", dark),
    Step("signed-out", "sign out: revoked at the server, forgotten here", sign_out),
)
