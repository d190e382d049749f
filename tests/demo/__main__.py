"""With a display: the browser on the course page, signed in, until Ctrl-C. Without: the whole walk, in pictures."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from tests.browsers import BROWSERS
from tests.sandbox import start_sandbox

from .walk import COURSE, DAY, EMAIL, PAGE, PASSWORD, SIGN_IN, Stage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

    from .walk import Step

PICTURES = Path("build/demo")
INTERRUPTED = 130


def say(words: str) -> None:
    """One line, at once."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def play(stage: Stage, steps: Sequence[Step], pictures: Path | None) -> None:
    """Do the steps; print each with its time, and take its picture."""
    for number, step in enumerate(steps, start=1):
        begin = time.perf_counter()
        step.act(stage)
        say(f"{number:>2}. {step.words} ({time.perf_counter() - begin:.2f} s)")
        if pictures is not None:
            stage.browser.screenshot(pictures / f"{number:02}-{step.name}.png")


def stay(stage: Stage) -> None:
    """Leave the browser to the user until Ctrl-C."""
    say(f"The course page is open: {stage.box.base}/courses/{COURSE}/assessments")
    say(f"You are {EMAIL}, password {PASSWORD}. Press Ctrl-C here to end.")
    while stage.browser.tabs():
        time.sleep(0.5)


def interrupt(_signal: int, _frame: FrameType | None) -> None:
    """End as Ctrl-C does, so that everything is cleaned up."""
    raise KeyboardInterrupt


def main() -> int:
    """0 after the whole walk, 130 when interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.demo")
    parser.add_argument("--browser", choices=BROWSERS, default="chromium")
    parser.add_argument("--headless", action="store_true", help="do the whole walk even with a display")
    options = parser.parse_args()
    shown = not options.headless and bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    # SIGINT too: a shell's background jobs start with it ignored.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, interrupt)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="autolab-companion-demo-")))
        try:
            box = stack.enter_context(start_sandbox("demo"))
            say(f"A small Autolab runs at {box.base}; starting {options.browser} with the extension …")
            browser = stack.enter_context(BROWSERS[options.browser](folder / "browser", headless=not shown))
            file = folder / "mm.c"
            file.write_text(
                "/* my allocator */\nvoid *mm_malloc(unsigned long size) { return 0; }\n", "utf-8"
            )
            stage = Stage(browser, box, file)
            if shown:
                play(stage, SIGN_IN, None)
                browser.resize(*PAGE)
                stay(stage)
            else:
                shutil.rmtree(PICTURES, ignore_errors=True)
                PICTURES.mkdir(parents=True)
                play(stage, DAY, PICTURES)
                say(f"The pictures are in {PICTURES}/")
                say(f"demo: {len(DAY)} steps ok")
        except KeyboardInterrupt:
            say("demo: interrupted, cleaning up")
            return INTERRUPTED
    return 0


if __name__ == "__main__":
    sys.exit(main())
