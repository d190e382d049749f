"""The popup: it says at once what it showed before, finds any assessment, and is not silent when a server is down."""

from __future__ import annotations

import pytest

from tests.browsers import until

from .stage import POPUP_PAGE, Stage, ac, error

pytestmark = pytest.mark.browser

NARROW = "() => document.body.scrollWidth <= document.body.clientWidth"
HITS = "() => [...document.querySelectorAll('[data-ac=hit]')].map((one) => one.innerText)"


@pytest.fixture(scope="module", autouse=True)
def entered(stage: Stage) -> None:
    stage.popup()
    stage.enter()
    stage.course_page()


def test_an_assessment_is_found_by_a_part_of_its_name(stage: Stage) -> None:
    stage.popup()
    stage.browser.fill(ac("search"), "writeup lab")
    stage.browser.wait(ac("hit"))
    stage.picture("80-popup-search")
    assert any("Lab 4: Writeup file" in hit for hit in stage.browser.run(HITS))
    stage.browser.fill(ac("search"), "nothing of that name")
    stage.browser.wait_gone(ac("hit"))
    assert "Nothing" in stage.browser.text(ac("found"))


def test_the_latest_scores_are_listed(stage: Stage) -> None:
    stage.popup()
    stage.browser.wait(ac("latest-score"))
    until(lambda: "/175.5" in stage.browser.text(ac("scores")), "the scores of who turns out to be signed in")


def test_the_first_popup_finds_what_it_has_just_learnt(stage: Stage) -> None:
    """Nothing is remembered when it opens, and it stays open; what is not all scored says so."""
    browser = stage.browser
    stage.forget_servers()
    stage.enter()
    browser.fill(ac("search"), "writeup lab")
    browser.wait(ac("hit"))
    assert "not known yet" in browser.text(ac("deadline-unknown")), "no course page was seen"
    stage.course_page()
    stage.popup()
    browser.wait(ac("latest-score"))
    assert not browser.exists(ac("deadline-unknown"))
    assert "60/175.5 so far" in browser.text(ac("scores"))
    assert "Before penalties, tweaks and excuses" in browser.text(ac("scores"))


def test_a_server_that_is_down_is_named_and_what_was_known_stays(stage: Stage) -> None:
    browser = stage.browser
    stage.popup()
    browser.wait(ac("deadline"))
    with stage.box.outage():
        stage.box.state.clock.advance(7200)
        browser.goto(browser.page(POPUP_PAGE))
        browser.wait(f"{ac('server-trouble')} {error('server_unreachable')}")
        stage.picture("81-popup-server-down")
        assert browser.exists(ac("deadline"))
        assert browser.run(NARROW)


def test_it_shows_what_it_showed_before_while_worker_and_host_start(stage: Stage) -> None:
    """The host cannot start at all, and yet the account is there until that is known."""
    browser = stage.browser
    stage.popup()
    browser.wait(ac("account"))
    overview = "async () => Object.keys(await (globalThis.browser ?? chrome).storage.session.get('overview'))"
    assert browser.run(overview) == ["overview"]
    away = stage.launcher.with_suffix(".away")
    stage.launcher.rename(away)
    browser.restart_background()
    browser.goto(browser.page(POPUP_PAGE))
    browser.wait(error("host_missing") + ", " + error("host_not_started"))
    browser.wait_gone(ac("account"))
    assert browser.run(overview) == [], "nor is it told again"
    away.rename(stage.launcher)
