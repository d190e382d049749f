"""The browser ends amid a submission: with the same profile, the next one tells what became of it, once sent."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.browsers import until
from tests.browsers.chromium import Chromium
from tests.browsers.firefox import Firefox
from tests.sandbox import start_sandbox

from .stage import Stage, ac, badge, row

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browsers.base import Browser

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("start", [Chromium, partial(Firefox, lasting=True)], ids=["chromium", "firefox"])
def test_what_was_under_way_is_told_after_a_restart(
    start: Callable[..., Browser], packaged: Path, tmp_path: Path
) -> None:
    with start_sandbox(throttle=False) as box:
        with start(tmp_path / "browser", extension=packaged) as browser:
            stage = Stage(browser, box, tmp_path)
            stage.enter()
            stage.course_page()
            slow = box.faults.add(path="lab0/submit$", delay=2)
            browser.click(row("lab0", ac("submit")))
            stage.hand_in(stage.file())
            until(lambda: slow.hits, "the submission")
            browser.wait(badge("lab0", "in_doubt"))
        with start(tmp_path / "browser", extension=packaged) as browser:
            stage = Stage(browser, box, tmp_path)
            stage.course_page_after_log_in()
            browser.wait(badge("lab0", "submitted"))
            stage.popup()
            browser.wait(ac("account"))
            (told,) = stage.ask("receipts.list")["receipts"]
            assert (told["assessment"], told["version"], told["settled"]) == ("lab0", 1, True)
        posts = [one for one in box.requests if one.method == "POST" and one.path.endswith("/submit")]
        assert len(posts) == 1
