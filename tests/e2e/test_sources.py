"""The extension as it runs from its sources, for whoever works on it: its content script is modules that it imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browsers.base import EXTENSION

from .hostile_page import PROBE, hand_in_where_builtins_are_replaced

if TYPE_CHECKING:
    from pathlib import Path

    from .stage import Stage

pytestmark = pytest.mark.browser

TRACES = "() => performance.getEntries().filter(({ name }) => name.includes('extension:')).length"


@pytest.fixture(scope="module")
def extension() -> Path:
    return EXTENSION


@pytest.fixture(scope="module", autouse=True)
def entered(stage: Stage) -> None:
    stage.enter()


def test_loading_leaves_no_trace_with_the_page(stage: Stage) -> None:
    """In Firefox it would tell the profile's own addresses."""
    stage.course_page_after_log_in()
    assert stage.browser.run(TRACES) == 0


def test_a_page_that_replaces_builtins_gains_nothing(stage: Stage) -> None:
    """Content scripts have builtins of their own, and see the page's elements with them."""
    hand_in_where_builtins_are_replaced(stage, "lab1")


def test_a_page_can_load_modules_of_the_sources(stage: Stage) -> None:
    """The known gap that packaging closes; see test_packaged.py, which asks in the same way."""
    stage.course_page_after_log_in()
    paths = ["lib/crc32.js", "icons/16.png", "background/main.js"]
    found = stage.browser.run(PROBE, stage.browser.page(""), paths)
    assert {f"{how} lib/crc32.js" for how in ("fetch", "import", "script")} <= set(found)
    assert all(each.endswith(" lib/crc32.js") for each in found), "nothing that need not be"
