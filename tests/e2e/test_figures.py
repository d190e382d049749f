"""The sandbox's pages measure what Autolab's own do: Materialize 1.0.0 under app/assets/stylesheets/ (style.css.scss,
assessment_date.scss), as measured on a server of version 3.0."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .stage import COURSE

if TYPE_CHECKING:
    from .stage import Stage

pytestmark = pytest.mark.browser

MEASURED = """() => {
  const box = (css) => document.querySelector(css)?.getBoundingClientRect();
  const size = (one) => parseFloat(getComputedStyle(one).fontSize);
  const [root, body] = [size(document.documentElement), size(document.body)];
  const link = document.querySelector(".assessments a.collection-item:has(.badge)");
  const badge = link?.querySelector(".badge").getBoundingClientRect();
  const date = link && getComputedStyle(link.querySelector("p.date"));
  const panel = document.querySelector(".handin-panel");
  const told = {
    root, body, content: box("#pageBody").width, card: box(".category-card")?.width,
    listed: box(".card:has(> a)")?.width,
    line: link && parseFloat(getComputedStyle(link).lineHeight), badge: badge?.height,
    beside: badge && link.getBoundingClientRect().right - badge.right,
    date: date && parseFloat(date.fontSize), dateLine: date && parseFloat(date.lineHeight),
    above: date && parseFloat(date.paddingTop),
    panel: panel?.getBoundingClientRect().width, raised: panel && parseFloat(getComputedStyle(panel).top),
  };
  return Object.fromEntries(Object.entries(told).filter(([, n]) => n !== undefined && n !== null));
}"""
WINDOW = "() => [innerWidth, document.documentElement.clientWidth]"
REM = ((1200, 15.0), (992, 14.5), (0, 14.0))
"""Pixels, in windows from so many on."""
CONTENT = ((993, 0.7), (601, 0.85), (0, 0.9))
"""Its part of the window, likewise; the scroll bar is none of it."""


@pytest.mark.parametrize("width", [1280, 1200, 1024, 768, 375])
def test_the_list_of_courses_a_course_page_and_an_assessments_measure_what_autolabs_do(
    stage: Stage, width: int
) -> None:
    browser = stage.browser
    browser.resize(width, 900)
    stage.visit()
    browser.goto(f"{stage.box.base}/courses")
    window, inner = browser.run(WINDOW)
    rem, part = (next(value for least, value in table if window >= least) for table in (REM, CONTENT))
    content = part * inner
    page = {"root": rem, "body": 16, "content": content}
    listed = content / (3 if window > 600 else 1) - 1.5 * rem
    assert browser.run(MEASURED) == pytest.approx({**page, "listed": listed}, abs=0.1)
    browser.goto(f"{stage.box.base}/courses/{COURSE}/assessments")
    card = content / (2 if window > 992 else 1) - 1.5 * rem
    row = {"line": 1.5 * rem, "badge": 22, "beside": 24, "date": 0.85 * rem, "dateLine": rem, "above": 4}
    assert browser.run(MEASURED) == pytest.approx({**page, "card": card, **row}, abs=0.1)
    browser.goto(f"{stage.box.base}/courses/{COURSE}/assessments/homework2")
    panel = content * (2 / 3 if window > 600 else 1) - 1.5 * rem
    assert browser.run(MEASURED) == pytest.approx({**page, "panel": panel, "raised": -2.8 * rem}, abs=0.1)
