"""What is drawn stays usable as users see the web: few colours, no motion, large letters, right to left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browsers import until

from .own_pages import PAGES, enter_with_a_receipt, open_page
from .stage import Stage, ac, badge, row

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.browser

BORDERS = """(names) => names.map((steps) => {
  const { borderTopStyle: style, borderTopWidth: width } = getComputedStyle(find(steps));
  return style !== "none" && parseFloat(width) >= 1;
})"""
OUTLINE = """() => {
  const { outlineStyle: style, outlineWidth: width } = getComputedStyle(focused());
  return [focused().dataset.ac, style !== "none" && parseFloat(width) >= 1];
}"""
FORCED = "() => matchMedia('(forced-colors: active)').matches"
STILL = "() => matchMedia('(prefers-reduced-motion: reduce)').matches"
MOVING = """() => [...all(document, "*")]
  .filter((one) => one.getAnimations().some(({ playState }) => playState === "running"))
  .filter((one) => one.getRootNode() !== document || one.closest("[data-ac]"))
  .map((one) => one.dataset.ac ?? one.className)"""
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUT = """() => [...document.querySelectorAll("button, a, label, p, h1, h2, dt, dd, .badge")]
  .filter((one) => one.checkVisibility() && !one.classList.contains("hidden-words"))
  .filter((one) => one.scrollWidth - one.clientWidth > 1
    && getComputedStyle(one).overflowX !== "visible").map((one) => one.textContent)"""
RIGHT_TO_LEFT = "() => { document.documentElement.dir = 'rtl'; }"
OUTSIDE = """(names) => names.filter(([name, steps]) => {
  const { left, right } = find(steps).getBoundingClientRect();
  return left < 0 || right > innerWidth;
}).map(([name]) => name)"""


@pytest.fixture(scope="module", autouse=True)
def entered(stage: Stage) -> None:
    enter_with_a_receipt(stage)


@pytest.fixture(autouse=True)
def as_usual(stage: Stage) -> Iterator[None]:
    yield
    stage.browser.prefer()


def steps(*names: str) -> list[list[str]]:
    """For scripts that see all: things of ours on the course page, in the row of lab4."""
    return [[row("lab4", "").strip() + f" + {ac('row')}", ac(name)] for name in names]


def test_with_the_users_few_colours_everything_still_has_its_edges(stage: Stage) -> None:
    browser = stage.browser
    browser.prefer(forced_colors=True)
    stage.course_page()
    assert browser.run(FORCED)
    assert browser.look(BORDERS, steps("badge", "submit")) == [True, True]
    browser.click(row("lab4", ac("submit")))
    browser.wait(ac("file"))
    stage.picture("80-forced-colours")
    assert (
        browser.look(BORDERS, [[ac("dialog")], [ac("drop")], [ac("cancel")], [ac("continue")]]) == [True] * 4
    )
    for name in ("file", "affirm", "cancel"):
        browser.press("Tab")
        focused, outlined = browser.look(OUTLINE)
        assert focused == name
        assert outlined or name == "file", f"whoever tabs sees that {name} has the focus"
    browser.press("Escape")
    open_page(stage, "setup")
    stage.picture("81-forced-colours-setup")
    open_page(stage, "popup")
    stage.picture("82-forced-colours-popup")


def test_nothing_moves_for_whoever_wants_no_motion(stage: Stage) -> None:
    browser = stage.browser
    browser.prefer(reduced_motion=True)
    stage.course_page()
    assert browser.run(STILL)
    assert browser.exists(f"{badge('lab4', 'submitted')} .dot")
    assert browser.look(MOVING) == []
    browser.prefer()
    until(lambda: browser.look(MOVING), "what moves otherwise")


@pytest.mark.parametrize("page", PAGES)
def test_at_twice_the_size_nothing_is_cut_off(stage: Stage, page: str) -> None:
    browser = stage.browser
    browser.switch_home()
    browser.resize(1000, 900)
    open_page(stage, page)
    browser.zoom(2.0)
    try:
        stage.picture(f"83-large-{page}")
        assert browser.run(WIDER) <= 0
        assert browser.run(CUT) == []
    finally:
        browser.zoom(1.0)


def test_on_a_page_from_right_to_left(stage: Stage) -> None:
    browser = stage.browser
    stage.course_page()
    browser.run(RIGHT_TO_LEFT)
    pieces = [*zip(("badge", "submit", "due"), steps("badge", "submit", "due"), strict=True)]
    assert browser.look(OUTSIDE, pieces) == []
    browser.show(row("lab4"))
    stage.picture("84-right-to-left")
    browser.click(row("lab3", ac("submit")))
    browser.wait(ac("file"))
    stage.picture("85-right-to-left-dialog")
    stage.hand_in(stage.file())
    browser.wait(ac("result", "landed"))
    inner = [(name, [ac(name)]) for name in ("dialog", "receipt", "done", "close")]
    assert browser.look(OUTSIDE, inner) == []
    browser.click(ac("done"))
