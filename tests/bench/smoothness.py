"""What a student waits for in the browser, beside the build of before this was measured (BASELINE), in the same run."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tarfile
import zlib
from contextlib import ExitStack
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from tests.browsers import Chromium, hosts_of, until
from tests.browsers.base import EXTENSION
from tests.e2e.stage import PAGE, POPUP, POPUP_PAGE, SHIFTED, Stage, ac
from tests.sandbox import start_sandbox
from tests.student import EMAIL, PASSWORD

from .main_thread import Work, our_work
from .table import Row

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ROOT = EXTENSION.parent
BASELINE = "4f00d1a"
"""The commit whose extension these targets were set against; where its history is missing, only values are judged."""
COURSE = "big-f26"
ASSESSMENTS = 100
TRACES, ROUNDS = 5, 9
QUIET_PAGE = "icons/16.png"
FIRST_BADGE = """() => new Promise((done) => {
  const badges = "[data-ac=badge]:not([data-state=loading])";
  const changes = { subtree: true, childList: true, attributes: true, attributeFilter: ["data-state"] };
  const look = () => {
    const roots = [...document.querySelectorAll("[data-ac=row]")].map(shadow).filter(Boolean);
    for (const root of roots) observer.observe(root, changes);
    if (!roots.some((root) => root.querySelector(badges))) return;
    observer.disconnect();
    const drawn = performance.now();
    // The page's first paint is known once it is over; badges that are there before it come with it.
    const painted = () => performance.getEntriesByName("first-contentful-paint")[0];
    const tell = () => {
      if (!painted()) return setTimeout(tell, 10);
      const { domContentLoadedEventStart: ready } = performance.getEntriesByType("navigation")[0];
      done({ waited: drawn - ready, late: Math.max(0, drawn - painted().startTime) });
    };
    tell();
  };
  const observer = new MutationObserver(look);
  observer.observe(document, changes);
  look();
})"""
"""Milliseconds from DOM ready on, and from the page's first paint. Called before anything is drawn, it looks after each
change: what looks now and then has to wait for the page's layout, which may take longer than what it measures."""
POPUP_CONTENT = """new MutationObserver((_, observer) => {
  if (!document.querySelector("[data-ac=server-card]")) return;
  observer.disconnect();
  globalThis.drawn = performance.now();
}).observe(document, { subtree: true, childList: true })"""
"""Looks from the document's start on: whoever only then asks the browser measures how long that takes as well."""
POPUP_DRAWN = "() => globalThis.drawn ?? null"
SETTLE = "() => new Promise((done) => setTimeout(done, 1500))"
"""Milliseconds until even a busy machine has drawn everything; closed shadow roots give nothing to wait for."""


class FirstBadge(NamedTuple):
    """Milliseconds, since the DOM is ready and since the page was first painted."""

    waited: float
    late: float


class Contestant:
    """One build in a browser of its own, signed in, its badges remembered."""

    def __init__(self, stage: Stage, browser: Chromium) -> None:
        self._stage, self._browser = stage, browser
        self._course = f"{stage.box.base}/courses/{COURSE}/assessments"
        stage.add_server()
        stage.sign_in(EMAIL, PASSWORD)
        browser.resize(*PAGE)
        self._visit()

    def _visit(self) -> None:
        self._browser.goto(self._course)
        self._browser.wait(ac("badge"))
        self._browser.wait_gone(ac("badge", "loading"))

    def work(self) -> Work:
        """What the main thread does for us on a course page. Looking at it meanwhile would be work in our world."""

        def visit() -> None:
            self._browser.goto(self._course)
            self._browser.run(SETTLE)

        return our_work(self._browser.traced(visit))

    def shift(self) -> float:
        """How much the page that was visited last has moved."""
        return float(self._browser.run(SHIFTED))

    def first_badge(self, *, dead: bool = False) -> FirstBadge:
        """When the first remembered badge is drawn. dead: the worker was killed before."""
        self._away(dead=dead)
        self._browser.set_out(self._course)
        return FirstBadge(**self._browser.look_first(FIRST_BADGE))

    def popup(self, *, dead: bool = False) -> float:
        """Milliseconds from opening the popup to what it is about."""
        self._away(dead=dead)
        self._browser.resize(*POPUP)
        self._browser.set_out(self._browser.page(POPUP_PAGE), POPUP_CONTENT)
        taken = float(until(lambda: self._browser.run(POPUP_DRAWN), "the popup's content"))
        self._browser.resize(*PAGE)
        return taken

    def _away(self, *, dead: bool) -> None:
        self._browser.goto(self._browser.page(QUIET_PAGE))
        if dead:
            self._browser.restart_background()
            until(lambda: not hosts_of(self._browser), "the host to end")


def packaged(folder: Path) -> Path:
    """Today's extension as it is packaged."""
    subprocess.run(["make", "-s", "node_modules/.installed"], cwd=ROOT, check=True)
    subprocess.run(["node", ".ci/build-extension.js", str(folder)], cwd=ROOT, check=True)
    return folder


def baseline(folder: Path) -> Path | None:
    """The extension of BASELINE; None where git does not know that commit."""
    command = ["git", "archive", BASELINE, "extension"]
    archive = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if archive.returncode:
        sys.stderr.write(
            f"{BASELINE} is not in this history: nothing to compare the browser's figures with\n"
        )
        return None
    with tarfile.open(fileobj=BytesIO(archive.stdout)) as tar:
        tar.extractall(folder, filter="data")
    return folder / "extension"


def rows(folder: Path) -> list[Row]:
    """The figures of the browser, and the size of the package."""
    extension = packaged(folder / "packaged")
    old = baseline(folder / "baseline")
    with ExitStack() as stack:

        def enter(name: str, build: Path) -> Contestant:
            box = stack.enter_context(start_sandbox("large", assessments=ASSESSMENTS, throttle=False))
            browser = stack.enter_context(Chromium(folder / name, extension=build))
            return Contestant(Stage(browser, box, folder / name), browser)

        new = enter("new", extension)
        measured = _measured(new, enter("old", old) if old else None)
        size = sum(
            len(zlib.compress(path.read_bytes(), 9)) for path in extension.rglob("*") if path.is_file()
        )
        return [*measured, Row("the package", size / 1000, "kB", None, 160, "value")]


WAITS: dict[str, tuple[Callable[[Contestant], float], float]] = {
    "DOM ready to the first remembered badge": (lambda each: each.first_badge().waited, 1 / 4),
    "the same after the worker was killed": (lambda each: each.first_badge(dead=True).waited, 1 / 3),
    "popup: opened to its content": (lambda each: each.popup(), 1 / 2),
    "popup: the same with a dead worker": (lambda each: each.popup(dead=True), 1 / 3),
}
"""What is waited for, how it is measured, and which part of the baseline's time it may take."""


def _measured(new: Contestant, old: Contestant | None) -> list[Row]:
    """Both builds take turns, so that a busy machine is busy for both."""
    both = [each for each in (new, old) if each]
    page = f"course page of {ASSESSMENTS}"
    works = [[each.work() for each in both] for _ in range(TRACES)]
    shift = new.shift()
    late = statistics.median(new.first_badge().late for _ in range(ROUNDS))
    middle = [
        Work(*(statistics.median(figures) for figures in zip(*column, strict=True)))
        for column in zip(*works, strict=True)
    ]
    compared = [(f"{page}: our processor time", [work.total for work in middle], 1 / 8)]
    for name, (measure, limit) in WAITS.items():
        turns = [[measure(each) for each in both] for _ in range(ROUNDS)]
        compared.append((name, [statistics.median(column) for column in zip(*turns, strict=True)], limit))
    return [
        *(Row(name, ms[0], "ms", ms[1], limit, "ratio") for name, ms, limit in compared if old),
        Row(f"{page}: our longest task", middle[0].longest, "ms", None, 16, "value"),
        Row(f"{page}: forced layouts", middle[0].layouts, "layouts", None, 2, "value"),
        Row("the page's first paint to the first remembered badge", late, "ms", None, 0.0, "value"),
        Row(f"{page}: layout shift", shift, "CLS", None, 0.0, "value"),
    ]
