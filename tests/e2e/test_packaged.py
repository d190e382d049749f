"""The packaged extension, with a feature that `make feature` has written: it works, and no foreign site can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browsers.base import EXTENSION
from tests.sandbox import start_sandbox

from .hostile_page import PROBE, hand_in_where_builtins_are_replaced
from .packaging import package_with
from .stage import ac, badge

if TYPE_CHECKING:
    from pathlib import Path

    from .stage import Stage

pytestmark = pytest.mark.browser

FEATURE = "added-by-make"


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def extension(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return package_with(FEATURE, tmp_path_factory.mktemp("packaged"))


@pytest.fixture(scope="module", autouse=True)
def entered(stage: Stage) -> None:
    stage.enter()


def test_badges_are_drawn_and_a_file_is_handed_in(stage: Stage) -> None:
    stage.course_page_after_log_in()
    stage.browser.wait(badge("lab4", "not_submitted"))
    hand_in_where_builtins_are_replaced(stage, "lab4")


def test_an_update_draws_anew(stage: Stage) -> None:
    """The new script starts beside the old one, which has the same name."""
    stage.course_page_after_log_in()
    stage.browser.run(
        "() => { for (const one of document.querySelectorAll('[data-ac]')) one.dataset.before = ''; }"
    )
    stage.browser.update()
    stage.browser.wait_gone("[data-before]")
    stage.browser.wait(badge("homework0", "score"))
    stage.popup()
    stage.browser.wait(ac("account"))


def test_a_feature_written_by_make_runs_until_it_is_switched_off(stage: Stage) -> None:
    stage.assessment_page("homework0")
    stage.browser.wait(ac(FEATURE))
    stage.set_feature(FEATURE, on=False)
    stage.assessment_page("homework0")
    assert not stage.browser.exists(ac(FEATURE))


def test_no_site_can_load_anything_of_it(stage: Stage) -> None:
    """Even one that knows its address, and that would be served if it were added."""
    browser = stage.browser
    paths = sorted({*files(EXTENSION), *files(browser.extension)})
    assert "content/loader.js" in paths
    assert "content/main.js" in paths
    with start_sandbox("reference", throttle=False) as stranger:
        browser.switch_home()
        browser.goto(f"{stranger.base}/auth/users/sign_in")
        assert browser.run(PROBE, browser.page(""), paths) == []
        assert not browser.exists("[data-ac]")
        assert browser.run("() => document.documentElement.getAttributeNames().join()") in ("", "lang")
