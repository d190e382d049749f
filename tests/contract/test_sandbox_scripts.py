"""What the sandbox's page scripts do in a real browser, where a content script meets them."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from tests.sandbox import Sandbox, start_sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

COURSE = "/courses/AutoPopulated/assessments"
CHROMIUM = shutil.which("chromium") or ""

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM, reason="no Chromium")]


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with start_sandbox() as running:
        yield running


@pytest.fixture(scope="module")
def page(box: Sandbox) -> Iterator[Page]:
    options = {"executable_path": CHROMIUM, "headless": True, "chromium_sandbox": False}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**options)  # type: ignore[arg-type]  # one dict of mixed options
        tab = browser.new_context(timezone_id="Europe/Berlin").new_page()
        tab.goto(f"{box.base}/courses")
        tab.fill("#user_email", "student1@foo.bar")
        tab.fill("#user_password", "studentpw1")
        tab.click("[name=commit]")
        yield tab
        browser.close()


def test_dates_are_rewritten_in_the_browsers_zone(box: Sandbox, page: Page) -> None:
    page.goto(f"{box.base}{COURSE}/homework2")
    text = page.inner_text(".handin-panel .moment-date-time >> nth=0")
    words = r"[A-Z][a-z]+ \d+(?:st|nd|rd|th) \d{4}, \d+:\d\d [ap]m \S+ \(UTC \+0[12]:00\)"
    assert re.fullmatch(words, text)
    page.goto(f"{box.base}{COURSE}/homework0/history")
    dates = page.inner_text("table.sub td.smallText >> nth=0")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0[12]00", dates)


def test_the_zone_cookie_is_set(page: Page) -> None:
    cookies = {c["name"]: c for c in page.context.cookies()}
    assert cookies["browser.timezone"]["value"] == "Europe/Berlin"
    assert cookies["_autolab3_session"]["httpOnly"] is True


def test_submit_is_enabled_by_a_file_and_the_box(box: Sandbox, page: Page) -> None:
    page.goto(f"{box.base}{COURSE}/homework2")
    button = page.locator("#fake-submit")
    assert "disabled" in (button.get_attribute("class") or "").split()
    page.set_input_files("#submission_file", {"name": "a.c", "mimeType": "text/x-c", "buffer": b"int x;\n"})
    assert "disabled" in (button.get_attribute("class") or "").split()
    page.check("#integrity_checkbox")
    assert "disabled" not in (button.get_attribute("class") or "").split()
    button.click()
    page.wait_for_url("**/history")


def test_a_badge_leads_to_its_own_address_not_the_rows(box: Sandbox, page: Page) -> None:
    page.route("**/lab3/writeup", lambda route: route.fulfill(body="the writeup"))
    page.goto(f"{box.base}{COURSE}")
    page.click('a[href$="/lab3"] span.new.badge')
    page.wait_for_url("**/lab3/writeup")


def test_signing_out_through_the_menu(box: Sandbox, page: Page) -> None:
    page.goto(f"{box.base}{COURSE}")
    page.click(".dropdown-trigger")
    page.click("text=Log out")
    page.wait_for_url("**/auth/users/sign_in")
