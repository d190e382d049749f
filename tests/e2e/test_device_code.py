"""Signing in with a code, as Autolab does it: shown, opened or typed, denied, cancelled, and never lost."""

from __future__ import annotations

import re

import pytest

from tests.student import EMAIL

from .stage import DENY, Stage, ac, error

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def code(stage: Stage) -> str:
    """A code is shown in the popup; nobody is signed in to Autolab."""
    stage.forget_servers()
    stage.have_server()
    stage.browser.click(f"{ac('other-ways')} summary")
    stage.browser.click(ac("sign-in-device"))
    return stage.browser.text(ac("user-code"))


def approve(stage: Stage, code: str) -> None:
    """In a tab of its own, by the link."""
    stage.browser.click(ac("device-open"))
    stage.browser.switch(lambda url: "/auth/users/sign_in" in url)
    stage.log_in()
    stage.browser.wait("#oauth-permissions")


def test_opened_by_its_link(stage: Stage, code: str) -> None:
    stage.picture("40-code")
    assert code == stage.box.state.devices[-1].user_code
    label = stage.browser.run("() => document.querySelector('[data-ac=user-code]').ariaLabel")
    assert all(letter in label for letter in code), "spoken letter by letter"
    spoken = stage.browser.run("() => document.querySelector('#spoken[role=status]').textContent")
    assert code in re.sub("(?i)capital |, ", "", spoken)
    approve(stage, code)
    stage.consent()
    stage.browser.wait("#flash_success")
    stage.browser.close_tab()
    stage.browser.wait_text(ac("account"), EMAIL)


def test_typed(stage: Stage, code: str) -> None:
    browser = stage.browser
    browser.click('a[href$="/activate"]')
    browser.switch(lambda url: "/auth/users/sign_in" in url)
    stage.log_in()
    browser.fill("#user_code", code)
    browser.click('input[name="commit"]')
    stage.consent()
    browser.wait("#flash_success")
    browser.close_tab()
    browser.wait_text(ac("account"), EMAIL)


def test_denied(stage: Stage, code: str) -> None:
    approve(stage, code)
    stage.consent(DENY)
    stage.browser.wait("#flash_error")
    stage.browser.close_tab()
    stage.browser.wait(error("device_denied"))
    assert stage.browser.exists(ac("sign-in-identity"))


def test_cancelled(stage: Stage, code: str) -> None:
    stage.browser.click(ac("sign-in-cancel"))
    stage.browser.wait(ac("sign-in-identity"))
    assert not stage.browser.exists(ac("error"))


def test_the_worker_dies_before_it_is_approved(stage: Stage, code: str) -> None:
    approve(stage, code)
    stage.browser.restart_background()
    stage.consent()
    stage.browser.wait("#flash_success")
    stage.browser.close_tab()
    stage.popup()
    stage.browser.wait_text(ac("account"), EMAIL)
