"""A language chosen in the options goes for our pages and for what is drawn into Autolab's."""

from __future__ import annotations

import pytest

from .stage import Stage, ac, badge

pytestmark = pytest.mark.browser

CHOICE = f'{ac("choice")}[data-setting="speaks"]'
FOCUS = """() => document.querySelector('[data-ac="choice"][data-setting="speaks"]').focus()"""
PLACEHOLDER = """() => document.querySelector("[data-ac=search]").placeholder"""


def choose(stage: Stage, first: str, language: str) -> None:
    browser = stage.browser
    browser.resize(1000, 900)
    browser.goto(browser.page("pages/options/options.html"))
    browser.wait(CHOICE)
    browser.run(FOCUS)
    browser.press(first)
    browser.wait(f'html[lang^="{language}"]')


def test_everything_speaks_the_language_that_was_chosen(stage: Stage) -> None:
    browser = stage.browser
    stage.enter()
    choose(stage, "d", "de")
    browser.wait(CHOICE)
    browser.show(CHOICE)
    stage.picture("95-options-german")
    stage.course_page()
    assert browser.text(badge("homework2", "not_submitted")) == "nicht abgegeben"
    stage.picture("96-course-german")
    stage.popup()
    browser.wait(ac("search"))
    assert browser.run(PLACEHOLDER) == "Deine Aufgaben durchsuchen"
    browser.restart_background()
    browser.goto(browser.page("pages/receipts/receipts.html"))
    browser.wait('html[lang^="de"]')
    assert browser.text("h1") == "Quittungen"

    choose(stage, "w", "en")
    stage.course_page()
    assert browser.text(badge("homework2", "not_submitted")) == "not submitted"
