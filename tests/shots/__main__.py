"""Takes the pictures of each surface, in each colours and width, into build/shots/BROWSER/LANGUAGE/."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from tests.browsers import BROWSERS
from tests.e2e.stage import COURSE, Stage, ac, row
from tests.sandbox import start_sandbox

if TYPE_CHECKING:
    from collections.abc import Callable

SHOTS = Path("build/shots")
WIDTHS = (375, 1200)
LANGUAGES = {"chromium": ("en", "de"), "firefox": ("en",)}
"""Firefox speaks what its language packs speak, and Debian's comes with English alone."""
OWN = {
    "setup": ac("step"),
    "popup": ac("deadline"),
    "options": ac("stored-part"),
    "receipts": ac("receipt"),
}
"""Page of ours → what is there once it is drawn."""


def own_page(page: str) -> Callable[[Stage], None]:
    """What shows a page of ours."""

    def show(stage: Stage) -> None:
        stage.browser.goto(stage.browser.page(f"pages/{page}/{page}.html"))
        stage.browser.wait(OWN[page])

    return show


def course(stage: Stage) -> None:
    """The course page with all badges."""
    stage.browser.goto(f"{stage.box.base}/courses/{COURSE}/assessments")
    stage.browser.wait(ac("badge"))
    stage.browser.wait_gone(ac("badge", "loading"))


def assessment(stage: Stage) -> None:
    """The panel."""
    stage.browser.goto(f"{stage.box.base}/courses/{COURSE}/assessments/homework0")
    stage.browser.wait(f"{ac('panel-box')} {ac('badge')}")


def dialog(stage: Stage) -> None:
    """The dialog, before anything is chosen."""
    course(stage)
    stage.browser.click(row("lab4", ac("submit")))
    stage.browser.wait(ac("file"))


SURFACES: dict[str, Callable[[Stage], None]] = {
    **{page: own_page(page) for page in OWN},
    "course": course,
    "assessment": assessment,
    "dialog": dialog,
}


def take(stage: Stage, folder: Path) -> int:
    """All pictures of one browser in one language; how many."""
    taken = 0
    for dark, width in product((False, True), WIDTHS):
        stage.browser.switch_home()
        stage.browser.dark(on=dark)
        stage.browser.resize(width, 800)
        for name, show in SURFACES.items():
            show(stage)
            stage.browser.screenshot(
                folder / f"{name}-{'dark' if dark else 'light'}-{width}.png", whole=name != "dialog"
            )
            taken += 1
    stage.browser.goto("about:blank")
    return taken


def main() -> int:
    """Into build/shots; names of browsers as arguments, or both."""
    shutil.rmtree(SHOTS, ignore_errors=True)
    wanted = sys.argv[1:] or list(BROWSERS)
    for name, language in [(browser, each) for browser in wanted for each in LANGUAGES[browser]]:
        folder = SHOTS / name / language
        folder.mkdir(parents=True)
        os.environ["LANGUAGE"] = language  # the browser's, which inherits it
        with (
            tempfile.TemporaryDirectory() as temporary,
            start_sandbox(throttle=False) as box,
            BROWSERS[name](Path(temporary) / "browser") as browser,
        ):
            stage = Stage(browser, box, Path(temporary))
            stage.enter()
            stage.course_page()
            stage.browser.click(row("lab4", ac("submit")))
            stage.hand_in(stage.file())
            stage.browser.wait(ac("result"))
            sys.stdout.write(f"{name} {language}: {take(stage, folder)} pictures in {folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
