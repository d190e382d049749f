"""From the page that opens after installing to a badge and a submission, by somebody who read nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.student import EMAIL, PASSWORD

from .stage import AUTHORIZE, Stage, ac, badge, error, row

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

pytestmark = pytest.mark.browser

SETUP = "pages/setup/setup.html"
STEPS = ("program", "server", "permission", "sign_in")
PYTHON_GONE = b'import sys; sys.executable = "/gone/python"; from autolab_companion'
"""In a launcher: the host's interpreter has been taken away since it started, as by an upgrade."""
MOST = 14
"""Things a newcomer does until the submission is in; before there was this page, there were 24."""


def step(name: str, state: str, inner: str = "") -> str:
    """The selector of a step in one state, or of something in it."""
    return f'{ac("step", state)}[data-step="{name}"] {inner}'.strip()


def open_setup(stage: Stage) -> None:
    stage.browser.switch_home()
    stage.browser.resize(1000, 800)
    stage.browser.goto(stage.browser.page(SETUP))


def test_the_program_is_missing_until_it_is_there(stage: Stage) -> None:
    """The page sees by itself that it was installed."""
    away = stage.launcher.with_suffix(".away")
    stage.launcher.rename(away)
    stage.browser.restart_background()
    open_setup(stage)
    stage.browser.wait(f"{ac('step')}[data-step=program]:not([data-state=done]) {ac('command')}")
    stage.picture("70-setup-broken")
    away.rename(stage.launcher)
    stage.browser.wait(step("program", "done", ac("checks-passed")))
    stage.browser.wait(step("server", "now"))


def finding(check: str, inner: str = "") -> str:
    """The selector of what the doctor found, or of something in it."""
    return f'{ac("finding")}[data-check="{check}"] {inner}'.strip()


def test_the_doctor_is_asked_through_the_program(stage: Stage) -> None:
    """Without a terminal: what is wrong, what to do, in the program's own words on demand; and once it is mended."""
    browser = stage.browser
    open_setup(stage)
    browser.wait(ac("examined"))
    (browser.data / "spool").mkdir(exist_ok=True, mode=0o700)
    (browser.data / "spool").chmod(0o755)
    browser.click(ac("examine-again"))
    browser.wait(finding("data-folder-part"))
    assert browser.text(ac("examined", "ill"))
    assert browser.text(finding("data-folder-part", ac("command"))) == "autolab-companion doctor --fix"
    browser.click(finding("data-folder-part", "summary"))
    assert "spool" in browser.text(finding("data-folder-part", "[lang=en]"))
    assert str(browser.home) not in browser.text("#doctor")
    stage.picture("75-setup-doctor", whole=True)
    (browser.data / "spool").chmod(0o700)
    browser.run(f"() => document.querySelector('{ac('examine-again')}').focus()")
    browser.press("Enter")
    browser.wait_gone(finding("data-folder-part"))
    browser.wait(f"{ac('examine-again')}:focus")
    assert browser.exists(ac("examined"))


def test_a_doctor_that_cannot_be_asked_is_no_reason_to_think_that_all_is_well(stage: Stage) -> None:
    content = stage.launcher.read_bytes()
    try:
        stage.launcher.write_bytes(content.replace(b"from autolab_companion", PYTHON_GONE, 1))
        stage.restart_host()
        open_setup(stage)
        stage.browser.wait(f"#doctor {error('doctor_silent')}")
        assert stage.browser.text(f"#doctor {ac('command')}") == "autolab-companion doctor"
        assert not stage.browser.exists(ac("examined"))
        stage.picture("76-setup-no-doctor", whole=True)
    finally:
        stage.launcher.write_bytes(content)
        stage.restart_host()


def test_an_autolab_that_publishes_nothing_asks_for_the_client_id(stage: Stage) -> None:
    open_setup(stage)
    stage.browser.fill(ac("server"), stage.box.base)
    stage.browser.click(ac("add"))
    stage.browser.wait(ac("not-published"))
    stage.browser.wait(f"{ac('by-hand')}[open]")
    stage.picture("71-setup-not-published")


def test_from_the_first_page_to_a_submission(stage: Stage) -> None:
    browser, done = stage.browser, []
    stage.box.publish()

    def act(what: Callable[..., None], *arguments: str | os.PathLike[str]) -> None:
        done.append(arguments)
        what(*arguments)

    open_setup(stage)
    browser.wait(step("server", "now"))
    stage.picture("72-setup-server")
    act(browser.fill, ac("server"), stage.box.base)
    act(browser.click, ac("add"))
    browser.wait(step("permission", "done"))
    browser.wait(step("sign_in", "now"))
    stage.picture("73-setup-sign-in")
    act(browser.click, ac("sign-in-identity"))
    browser.switch(lambda url: "/auth/users/sign_in" in url)
    act(browser.fill, "#user_email", EMAIL)
    act(browser.fill, "#user_password", PASSWORD)
    act(browser.click, 'input[type="submit"]')
    act(browser.click, f"#oauth-permissions ~ .actions {AUTHORIZE}")
    browser.switch_home()
    for each in STEPS:
        browser.wait(step(each, "done"))
    stage.picture("74-setup-done")
    act(browser.click, ac("open-courses"))
    if "/auth/users/sign_in" in browser.address():
        stage.log_in()
    act(browser.click, 'a[href="/courses/AutoPopulated"]')
    browser.wait(badge("homework0", "score"))
    act(browser.click, row("lab4", ac("submit")))
    act(browser.choose_files, ac("file"), stage.file())
    act(browser.click, ac("affirm"))
    act(browser.click, ac("continue"))
    act(browser.click, ac("confirm"))
    browser.wait(ac("result"))
    assert len(done) <= MOST, done
