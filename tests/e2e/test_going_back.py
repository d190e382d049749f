"""A page that comes back from the back/forward cache: its badges live, its buttons work, and nothing is there twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browsers import BROWSERS, SharedBrowsers, until
from tests.browsers.chromium import Chromium
from tests.sandbox import start_sandbox

from .stage import COURSE, Stage, ac, badge, row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.browser

KEEP = """() => {
  document.body.dataset.left = "";
  addEventListener("pageshow", ({ persisted }) => { document.body.dataset.kept = persisted; });
}"""
PIECES = "() => [...document.querySelectorAll('[data-ac]')].map((one) => one.dataset.ac)"


@pytest.fixture(params=BROWSERS)
def kept(
    request: pytest.FixtureRequest, browsers: SharedBrowsers, packaged: Path, tmp_path: Path
) -> Iterator[Stage]:
    """A browser with that cache: Chromium's shared one has none."""
    own = request.param == Chromium.name
    lent = (
        Chromium(tmp_path / "browser", extension=packaged, keep_pages=True)
        if own
        else browsers.lend(request.param, packaged)
    )
    with start_sandbox(throttle=False) as box, lent as browser:
        yield Stage(browser, box, tmp_path)


def pieces(stage: Stage) -> list[Any]:
    """What of ours stands in the page."""
    found: list[Any] = stage.browser.run(PIECES)
    return found


def leave_and_come_back(stage: Stage) -> None:
    """To an assessment's page and back, to the very page that was left; a browser may drop it, then once more."""
    browser, here = stage.browser, stage.browser.address()

    def is_kept() -> bool:
        browser.run(KEEP)
        browser.goto(f"{stage.box.base}/courses/{COURSE}/assessments/lab4")
        browser.wait(ac("panel-box"))
        browser.back()
        until(lambda: browser.look("() => location.href") == here, "the page before")
        browser.wait("body[data-kept=true], body:not([data-left])")
        return browser.exists("body[data-kept=true]")

    until(is_kept, "a page out of the cache")


def test_a_page_that_comes_back_lives(kept: Stage) -> None:
    browser = kept.browser
    kept.enter()
    kept.course_page()
    before = pieces(kept)
    leave_and_come_back(kept)
    browser.wait(badge("homework2", "not_submitted"))
    until(lambda: pieces(kept) == before, "the same pieces, each once")
    browser.click(row("homework2", ac("submit")))
    browser.wait(ac("file"))
    kept.hand_in(kept.file())
    browser.wait(ac("result", "landed"))
    browser.click(ac("done"))
    browser.wait(badge("homework2", "submitted"))


def test_the_list_of_courses_lives_too(kept: Stage) -> None:
    browser = kept.browser
    kept.enter()
    kept.course_page()
    browser.goto(f"{kept.box.base}/courses")
    browser.wait(ac("course-to-do"))
    before = pieces(kept)
    leave_and_come_back(kept)
    browser.wait(ac("course-to-do"))
    until(lambda: pieces(kept) == before, "the same strips, each once")
