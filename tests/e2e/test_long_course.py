"""A course with many assessments is drawn piece by piece, and its page moves with none of them."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING

import pytest

from tests.browsers import until
from tests.sandbox import start_sandbox
from tests.sandbox.pages import layout
from tests.sandbox.pages.scripts import EVERY_PAGE

from .stage import Stage, ac

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.browser

ASSESSMENTS, MOST = 100, 40
COURSE = "big-f26"
GROWTH = """
const grown = [];
new MutationObserver(() => {
  const rows = document.querySelectorAll("[data-ac=row]").length;
  if (!rows || rows === grown.at(-1)?.rows) return;
  grown.push({ rows, height: document.body.scrollHeight, kept: document.documentElement.dataset.autolabCompanion });
  document.documentElement.dataset.grown = JSON.stringify(grown);
}).observe(document, { subtree: true, childList: true });
"""
"""A page's script that notes how many rows there are, whenever there are more, and how high the page is then."""
DONE = (
    "() => document.documentElement.dataset.autolabCompanion === '' && document.documentElement.dataset.grown"
)
HEIGHT = "() => document.body.scrollHeight"
BADGES = """() => {
  const rows = [...document.querySelectorAll("[data-ac=row]")];
  return rows.filter((row) => shadow(row).querySelector("[data-ac=badge]")).length;
}"""


@pytest.fixture(scope="module")
def long(stage: Stage) -> Iterator[Stage]:
    """Signed in where the course with many assessments is."""
    with start_sandbox("large", assessments=ASSESSMENTS, throttle=False) as box:
        there = Stage(stage.browser, box, stage.folder)
        there.enter()
        yield there


@pytest.mark.parametrize("visit", ["first", "next"])
def test_the_page_has_its_turns_and_keeps_its_height(
    long: Stage, visit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the first visit rows are drawn as loading, at the next with what is remembered."""
    monkeypatch.setattr(layout, "EVERY_PAGE", EVERY_PAGE + GROWTH)
    long.course_page(COURSE, settled=visit == "first")
    pieces = json.loads(until(lambda: long.browser.run(DONE), "all rows"))
    counts = [0, *(each["rows"] for each in pieces)]
    assert counts[-1] == ASSESSMENTS
    assert max(more - before for before, more in itertools.pairwise(counts)) <= MOST
    assert {each["height"] for each in pieces} == {long.browser.run(HEIGHT)}
    until(lambda: long.browser.look(BADGES) == ASSESSMENTS, "a badge in every row")
    long.browser.wait_gone(ac("badge", "loading"))
