"""From the page that opens after installing to a badge and a submission, by somebody who read nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.student import EMAIL, PASSWORD

from .stage import AUTHORIZE, Stage, ac, badge, row

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

pytestmark = pytest.mark.browser

SETUP = "pages/setup/setup.html"
STEPS = ("program", "server", "permission", "sign_in")
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
