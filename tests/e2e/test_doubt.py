"""Who knows what became of a file is lost while Autolab has it: nothing of ours says then that it was not submitted."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browsers import until

from . import garbling
from .stage import Stage, ac, badge, row

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", autouse=True)
def entered(stage: Stage) -> Iterator[None]:
    launcher = stage.launcher.read_text("utf-8")
    stage.start_through(sys.executable, garbling.__file__)
    stage.restart_host()
    stage.enter()
    yield
    stage.launcher.write_text(launcher, "utf-8")


def kill_worker(stage: Stage) -> None:
    stage.browser.restart_background()


def kill_host(stage: Stage) -> None:
    for pid in stage.hosts():
        os.kill(pid, signal.SIGKILL)


def garble(stage: Stage) -> None:
    for pid in stage.hosts():
        parent = Path("/proc", str(pid), "stat").read_text("utf-8").rpartition(")")[2].split()[1]
        os.kill(int(parent), signal.SIGUSR1)


LOSSES = {
    "worker_gone": ("lab0", kill_worker),
    "host_gone": ("homework2", kill_host),
    "host_garbled": ("lab5", garble),
}
"""What the dialog calls it → an assessment of its own, and how it comes to it."""


@pytest.mark.parametrize("loss", LOSSES)
def test_what_may_have_arrived_is_not_called_not_submitted(stage: Stage, loss: str) -> None:
    browser, (assessment, lose) = stage.browser, LOSSES[loss]
    stage.course_page()
    assert browser.exists(badge(assessment, "not_submitted"))
    slow = stage.box.faults.add(path=f"{assessment}/submit$", delay=20)
    browser.click(row(assessment, ac("submit")))
    stage.hand_in(stage.file())
    until(lambda: slow.hits, "the submission")
    browser.wait(badge(assessment, "in_doubt"))  # from when on it may arrive
    lose(stage)
    browser.wait(f"{ac('doubt')}[data-error={loss}]")
    browser.click(ac("done"))
    assert "arrived?" in browser.text(badge(assessment, "in_doubt"))
    stage.picture(f"56-{loss}", whole=True)
    stage.popup()
    browser.wait(f"{ac('deadline')} {ac('deadline-doubt')}")
    stage.assessment_page(assessment)
    browser.wait(f"{ac('panel-box')} {ac('badge', 'in_doubt')}")
