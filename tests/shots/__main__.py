"""Takes the pictures of each surface, in each colours and width, into build/shots/BROWSER/LANGUAGE/."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from tests.browsers import BROWSERS
from tests.e2e.packaging import package
from tests.e2e.stage import Stage
from tests.sandbox import start_sandbox

from .surfaces import NEW, SIGNED_IN, WITHOUT_PROGRAM, dialog_done

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SHOTS = Path("build/shots")
WIDTHS = (375, 1200)
LANGUAGES = ("en", "de")


def speaking(language: str, folder: Path) -> Path:
    """The extension as it is packaged, in this language alone: Debian's browsers come with English words only."""
    extension = package(folder)
    for other in (extension / "_locales").iterdir():
        if other.name != language:
            shutil.rmtree(other)
    manifest = extension / "manifest.json"
    told = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps({**told, "default_locale": language}), "utf-8")
    return extension


def take(stage: Stage, folder: Path, surfaces: Mapping[str, Callable[[Stage], None]]) -> None:
    """Each of them in all colours and widths."""
    for dark, width in product((False, True), WIDTHS):
        stage.browser.switch_home()
        stage.browser.dark(on=dark)
        stage.browser.resize(width, 800)
        for name, show in surfaces.items():
            show(stage)
            stage.browser.screenshot(
                folder / f"{name}-{'dark' if dark else 'light'}-{width}.png",
                whole=not name.startswith("dialog"),
            )
            stage.browser.goto("about:blank")  # no dialog asks whether it may go
    stage.browser.dark(on=False)
    stage.browser.resize(WIDTHS[-1], 800)


def take_all(stage: Stage, folder: Path) -> None:
    """From the installation to the day the program is gone."""
    take(stage, folder, NEW)
    stage.add_server()
    stage.ask("servers.set_staff_tools", server=stage.box.base, on=True)
    stage.sign_in()
    stage.course_page()
    take(stage, folder, {"dialog-done": dialog_done})
    take(stage, folder, SIGNED_IN)
    stage.browser.companion("uninstall")
    stage.restart_host()
    take(stage, folder, WITHOUT_PROGRAM)


def main() -> int:
    """Into build/shots; names of browsers as arguments, or both."""
    shutil.rmtree(SHOTS, ignore_errors=True)
    for name, language in product(sys.argv[1:] or list(BROWSERS), LANGUAGES):
        folder = SHOTS / name / language
        folder.mkdir(parents=True)
        with (
            tempfile.TemporaryDirectory() as temporary,
            start_sandbox(throttle=False) as box,
            BROWSERS[name](
                Path(temporary) / "browser", extension=speaking(language, Path(temporary))
            ) as browser,
        ):
            take_all(Stage(browser, box, Path(temporary)), folder)
            sys.stdout.write(f"{name} {language}: {len(list(folder.iterdir()))} pictures in {folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
