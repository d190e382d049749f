"""The host is missing, odd, or dies; the worker dies. Each is said clearly, and mends on demand, without a storm."""

from __future__ import annotations

import math
import os
import shlex
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browsers import until

from .stage import Stage, ac, badge, error, row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.browser

ODD_HOST = Path(__file__).with_name("odd_host.py")


@pytest.fixture(scope="module", autouse=True)
def entered(stage: Stage) -> None:
    stage.enter()


@pytest.fixture
def starts(stage: Stage) -> Iterator[Path]:
    """The process ids of the hosts that are started during this test, the launcher is put back."""
    content = stage.launcher.read_text("utf-8")
    log = stage.count_starts()
    stage.restart_host()
    yield log
    stage.launcher.write_text(content, "utf-8")


def pids(log: Path) -> list[int]:
    return [int(line) for line in log.read_text("utf-8").split()]


def kill_host(stage: Stage) -> None:
    for pid in stage.hosts():
        os.kill(pid, signal.SIGKILL)
    until(lambda: not stage.hosts(), "the host to be gone")


def account_shown(stage: Stage) -> bool:
    stage.popup()
    stage.browser.wait(f"{ac('account')}, {ac('error')}")
    return stage.browser.exists(ac("account"))


def test_the_worker_is_killed_under_a_page(stage: Stage) -> None:
    stage.course_page()
    stage.browser.restart_background()
    stage.browser.click(row("homework2", ac("submit")))
    stage.browser.wait(ac("file"))
    stage.hand_in(stage.file())
    stage.browser.wait(ac("result", "landed"))
    stage.browser.click(ac("done"))
    stage.browser.wait(badge("homework2", "submitted"))  # the line for news was mended too


def test_the_worker_is_killed_while_autolab_has_the_file(stage: Stage) -> None:
    """Nobody knows then what became of it, and so nobody says that it was not submitted."""
    stage.course_page()
    before = stage.versions("lab3")
    slow = stage.box.faults.add(path="lab3/submit$", process=True, delay=10)
    stage.browser.click(row("lab3", ac("submit")))
    stage.hand_in(stage.file())
    until(lambda: slow.hits, "the submission")
    stage.browser.restart_background()
    stage.browser.wait(f"{ac('doubt')}[data-error=worker_gone]")
    stage.picture("49-worker-died")
    assert not stage.browser.exists(ac("again"))
    stage.browser.click(ac("done"))
    stage.course_page()
    assert stage.versions("lab3") <= before + 1


def test_the_worker_is_killed_under_the_popup(stage: Stage) -> None:
    stage.popup()
    stage.browser.wait(ac("account"))
    stage.browser.restart_background()
    stage.browser.click(ac("sign-out"))
    stage.browser.wait(ac("sign-in-identity"))
    stage.sign_in()


def test_the_host_is_killed_under_a_page(stage: Stage, starts: Path) -> None:
    stage.course_page()
    assert len(pids(starts)) == 1
    kill_host(stage)
    stage.course_page(settled=False)  # within the pause before the next start
    until(lambda: len(pids(starts)) == 2, "a new host, without anybody's doing")
    stage.browser.wait(badge("homework0", "score"))
    assert account_shown(stage)
    assert len(pids(starts)) == 2, "one that died, one that was needed"


@pytest.fixture
def unstartable(stage: Stage) -> Iterator[Callable[[bool], None]]:
    """Switches whether a host that is started ends at once."""
    content = stage.launcher.read_text("utf-8")

    def switch(on: bool) -> None:
        stage.launcher.write_text(content.replace("exec ", "exit 3 # ") if on else content, "utf-8")

    yield switch
    switch(on=False)


def test_the_host_is_killed_before_the_last_button(stage: Stage, unstartable: Callable[[bool], None]) -> None:
    stage.course_page()
    stage.browser.click(row("lab4", ac("submit")))
    stage.choose(stage.file())
    stage.browser.wait(ac("confirm"))
    unstartable(True)  # a new one that was quick would take the file, and there would be nothing to tell
    kill_host(stage)
    before = stage.versions("lab4")
    stage.browser.click(ac("confirm"))
    stage.browser.wait(ac("error"))
    stage.picture("50-host-died")
    assert stage.versions("lab4") == before
    unstartable(False)
    stage.browser.click(ac("again"))
    until(lambda: summary_shown(stage), "a new host")
    stage.browser.click(ac("confirm"))
    stage.browser.wait(ac("result", "landed"))
    assert stage.versions("lab4") == before + 1


def summary_shown(stage: Stage) -> bool:
    """Whether going on with the chosen file works; if it does not yet, back to that step."""
    stage.browser.click(f"{ac('continue')}:not([aria-disabled])")
    stage.browser.wait(f"{ac('confirm')}, {ac('error')}")
    if stage.browser.exists(ac("error")):
        stage.browser.click(ac("back"))
    return stage.browser.exists(ac("confirm"))


def test_a_host_that_keeps_dying_is_not_stormed(stage: Stage, starts: Path) -> None:
    content = stage.launcher.read_text("utf-8")
    stage.launcher.write_text(content.replace("exec ", "exit 3 # "), "utf-8")
    begin, before = time.monotonic(), len(pids(starts))
    stage.restart_host()
    for _ in range(5):
        stage.course_page(settled=False)
        stage.browser.wait(f"{ac('notice')} {error('host_not_started')}")
    stage.picture("51-host-not-started")
    most = 2 + math.log2(1 + time.monotonic() - begin)  # a second, two, four ... between two starts
    assert 1 <= len(pids(starts)) - before <= most
    stage.popup()
    stage.browser.wait(error("host_not_started"))
    assert stage.browser.text(ac("command")) == "autolab-companion doctor"
    stage.launcher.write_text(content, "utf-8")
    stage.browser.click(ac("retry"))  # the user's own word does not wait
    stage.browser.wait(ac("account"))


def test_no_host_is_installed(stage: Stage) -> None:
    stage.course_page()
    counts = stage.browser.text(ac("counts"))
    stage.browser.companion("uninstall")
    stage.restart_host()
    stage.course_page(settled=False)
    stage.browser.wait(f"{ac('notice')} {error('host_missing')}")
    stage.picture("53-host-missing-page")
    assert stage.browser.text(f"{ac('notice')} {ac('command')}") == "autolab-companion install"
    assert stage.browser.exists(f"{ac('notice')} {ac('copy')}")
    assert stage.browser.text(ac("notice-open")) == "Set up the program"
    assert stage.browser.exists(badge("homework0", "score")), "what was shown before still is"
    assert "What is shown here is as of" in stage.browser.text(ac("age"))
    assert not stage.browser.exists(ac("submit")), "who would hand it in is not there"
    assert stage.browser.text(ac("counts")) == counts, "what nobody can send now is still to do"
    stage.browser.goto(stage.browser.page("pages/setup/setup.html"))
    assert "neither Python nor a terminal" in stage.browser.text(ac("installer-file"))
    stage.popup()
    stage.browser.wait(error("host_missing"))
    stage.picture("52-host-missing")
    assert stage.browser.text(ac("command")) == "autolab-companion install"
    where = (
        ["--user-data-dir", str(stage.browser.folder / "profile")] if stage.browser.name == "chromium" else []
    )
    stage.browser.companion("install", "--browser", stage.browser.name, *where)
    stage.popup()  # opened again, as the one before may have found the host by itself
    stage.browser.wait(ac("account"))


def broken_interpreter(launcher: Path) -> None:
    """As after an upgrade of Python that took the old one away."""
    content = launcher.read_text("utf-8")
    launcher.write_text(content.replace("exec ", "exec /nowhere", 1), "utf-8")


def broken_permission(launcher: Path) -> None:
    """As after a copy of the home folder that lost its modes."""
    launcher.chmod(0o644)


@pytest.mark.parametrize("spoil", [broken_interpreter, broken_permission])
def test_a_host_that_cannot_start(stage: Stage, spoil: Callable[[Path], None]) -> None:
    content, mode = stage.launcher.read_text("utf-8"), stage.launcher.stat().st_mode
    stage.popup()
    stage.browser.wait(ac("account"))
    spoil(stage.launcher)
    try:
        kill_host(stage)
        stage.popup()
        stage.browser.wait(ac("error"))
        stage.browser.click(ac("retry"))  # what is shown first may be the end of the host that was killed
        stage.browser.wait(error("host_not_started"))
        stage.picture(f"55-{spoil.__name__}")
        assert stage.browser.text(ac("command")) == "autolab-companion doctor"
    finally:
        stage.launcher.write_text(content, "utf-8")
        stage.launcher.chmod(mode)
    stage.browser.click(ac("retry"))
    stage.browser.wait(ac("account"))


ODD = {
    "other-protocol": {"chromium": "host_speaks_otherwise", "firefox": "host_speaks_otherwise"},
    "host_outdated": {"chromium": "host_outdated", "firefox": "host_outdated"},
    "extension_outdated": {"chromium": "extension_outdated", "firefox": "extension_outdated"},
    # Chromium says the same of a host that ends while it is written to.
    "garbage": {"chromium": "host_not_started", "firefox": "host_garbled"},
    "no-json": {"chromium": "host_silent", "firefox": "host_not_started"},
    "dies": {"chromium": "host_not_started", "firefox": "host_not_started"},
}
"""What an odd host does, and what each browser lets us know of it: Chromium drops what is not JSON without a word."""


@pytest.mark.parametrize("way", ODD)
def test_an_odd_host(stage: Stage, way: str) -> None:
    content = stage.launcher.read_text("utf-8")
    odd = f"#!/bin/sh\nexec {shlex.quote(sys.executable)} -I {shlex.quote(str(ODD_HOST))} {way}\n"
    stage.launcher.write_text(odd, "utf-8")
    try:
        stage.restart_host()
        stage.popup()
        stage.browser.wait(error(ODD[way][stage.browser.name]))
        stage.picture(f"54-{way}")
    finally:
        stage.launcher.write_text(content, "utf-8")
    stage.browser.click(ac("retry"))
    stage.browser.wait(ac("account"))
