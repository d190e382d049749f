"""The options: colours, what the toolbar counts, each notification by itself, what is stored, and erasing it."""

from __future__ import annotations

import json

import pytest

from tests.browsers import until

from .stage import Stage, ac

pytestmark = pytest.mark.browser

OPTIONS = "pages/options/options.html"
THEME = "() => document.documentElement.dataset.theme"
FOCUS = "(name) => document.querySelector(`[data-ac=choice][data-setting=${name}]`).focus()"
TOOLBAR = "async () => (globalThis.browser ?? chrome).action.getBadgeText({})"
KEPT = "async () => Object.keys(await (globalThis.browser ?? chrome).storage.local.get())"
RING = """async () => (globalThis.browser ?? chrome).alarms.create("due", { when: Date.now() })"""


def open_options(stage: Stage) -> None:
    stage.browser.switch_home()
    stage.browser.resize(1000, 900)
    stage.browser.goto(stage.browser.page(OPTIONS))
    stage.browser.wait(ac("choice"))


def choose(stage: Stage, name: str, key: str) -> None:
    """With the keyboard: events that a script makes do not count."""
    stage.browser.run(FOCUS, name)
    stage.browser.press(key)


def setting(name: str) -> str:
    return f'{ac("setting")}[data-setting="{name}"]'


@pytest.fixture(scope="module", autouse=True)
def entered(stage: Stage) -> None:
    stage.enter()
    stage.course_page()


def test_what_is_stored_is_named_with_its_place_and_size(stage: Stage) -> None:
    open_options(stage)
    stage.browser.wait(f"{ac('stored-part')}[data-part=cache]")
    parts = {part["part"]: part["bytes"] for part in stage.ask("host.storage")["parts"]}
    assert parts["vault"] > 0
    assert parts["cache"] > 0
    stage.browser.show(ac("stored"))
    stage.picture("90-options-stored")


def test_the_users_colours_win_over_the_systems_on_every_page_of_ours(stage: Stage) -> None:
    open_options(stage)
    assert stage.browser.run(THEME) == "light"
    choose(stage, "theme", "d")
    until(lambda: stage.browser.run(THEME) == "dark", "dark colours")
    stage.picture("91-options-dark")
    stage.popup()
    stage.browser.wait(ac("account"))
    assert stage.browser.run(THEME) == "dark"
    open_options(stage)
    choose(stage, "theme", "a")
    until(lambda: stage.browser.run(THEME) == "light", "the system's colours")


def test_the_toolbar_counts_what_is_due_once_that_is_chosen(stage: Stage) -> None:
    stage.box.clock.advance(86_400 * 6.5)  # Lab 0 is due in eight days
    stage.box.state.sessions.clear()
    stage.course_page_after_log_in()  # the host has asked the server since, and knows what time it is there
    open_options(stage)
    choose(stage, "toolbar", "ArrowDown")
    stage.browser.run(RING)
    until(lambda: stage.browser.run(TOOLBAR), "a number")
    choose(stage, "toolbar", "ArrowDown")
    until(lambda: not stage.browser.run(TOOLBAR), "no number")


def test_each_notification_is_asked_for_by_itself(stage: Stage) -> None:
    """The permission goes with the last one."""
    browser = stage.browser
    held = (
        "async () => (globalThis.browser ?? chrome).permissions.contains({ permissions: ['notifications'] })"
    )
    open_options(stage)
    browser.click(setting("notifications"))
    until(lambda: browser.run(held), "the permission")
    browser.click(setting("notify_deadlines"))
    browser.click(setting("notifications"))
    open_options(stage)
    browser.wait(f"{setting('notify_deadlines')}:checked")
    assert browser.run(held)
    assert not browser.exists(f"{setting('notifications')}:checked")
    browser.click(setting("notify_deadlines"))
    until(lambda: not browser.run(held), "the permission to be given back")


def test_the_popups_links_open_the_dialog_on_the_assessments_page(stage: Stage) -> None:
    browser = stage.browser
    stage.popup()
    browser.wait(ac("quick-submit"))
    stage.picture("92-popup-quick-submit")
    address = browser.run("() => document.querySelector('[data-ac=quick-submit]').href")
    browser.goto(address)
    browser.wait(f"{ac('dialog')} {ac('file')}")
    assert "#" not in browser.address(), "a reload asks for nothing"


def test_everything_is_forgotten_but_the_receipts(stage: Stage) -> None:
    browser = stage.browser
    open_options(stage)
    browser.wait(ac("erase"))
    browser.click(ac("erase"))
    browser.click(ac("erase-really"))
    browser.wait(ac("erased"))
    browser.wait_gone(ac("server-tools"))
    assert stage.ask("servers.list")["servers"] == []
    assert set(browser.run(KEPT)) <= {"origins"}, json.dumps(browser.run(KEPT))
