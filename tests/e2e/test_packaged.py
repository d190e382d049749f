"""The packaged extension, with a feature that `make feature` has written: it works, and no foreign site can tell."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.browsers import BROWSERS
from tests.browsers.base import EXTENSION
from tests.sandbox import start_sandbox

from .hostile_page import PROBE, hand_in_where_builtins_are_replaced
from .stage import Stage, ac, badge

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.browser

ROOT = EXTENSION.parent
FEATURE = "added-by-make"


def package(folder: Path) -> Path:
    """The extension with one feature more, packaged into the folder."""
    subprocess.run(["make", "-s", "node_modules/.installed"], cwd=ROOT, check=True)
    for part in ("extension", ".ci"):
        shutil.copytree(ROOT / part, folder / part)
    shutil.copy(ROOT / "package.json", folder)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    (folder / "tests" / "e2e").mkdir(parents=True)
    subprocess.run(["node", ".ci/new-feature.js", FEATURE], cwd=folder, check=True)
    subprocess.run(["node", ".ci/build-extension.js"], cwd=folder, check=True)
    return folder / "build" / "extension"


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.fixture(scope="module", params=BROWSERS)
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """As everywhere, but with the packaged extension; a student is signed in."""
    folder = tmp_path_factory.mktemp("packaged")
    extension = package(folder / "source")
    start = BROWSERS[request.param]
    with (
        start_sandbox("reference", throttle=False) as box,
        start(folder / "browser", extension=extension) as browser,
    ):
        stage = Stage(browser, box, folder)
        stage.enter()
        yield stage


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
