"""What every test gets: a data folder of its own, the key-file custody, and in CI no skipped browser test."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.memory import memory

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from xdist.remote import Producer
    from xdist.scheduler.protocol import Scheduling

STRICT = os.environ.get("CI") == "true"
"""In CI a skipped test proves nothing, so it fails."""


@pytest.fixture(scope="session", autouse=True)
def key_file_custody() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("AUTOLAB_COMPANION_CUSTODY", "keyfile")
        yield


@pytest.fixture(autouse=True)
def companion_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of this test; it does not exist yet. Started processes inherit it."""
    home = tmp_path / "companion home"
    monkeypatch.setenv("AUTOLAB_COMPANION_HOME", str(home))
    return home


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"))
    if is_xdist_worker(config):
        # The longest first: at the end short ones keep every process busy.
        items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """What `-n auto` is: about a third of a test's time is waiting, for a browser most of all."""
    return (os.cpu_count() or 1) * 3 // 2 or 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling | None:
    if config.option.dist != "loadfile":
        return None
    from tests.scheduling import FilesAndBrowsers

    return FilesAndBrowsers(config, log)


def is_xdist_worker(config: pytest.Config) -> bool:
    """Whether this is one of the processes that `-n` has started."""
    return hasattr(config, "workerinput")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if STRICT and report.skipped and item.get_closest_marker("browser"):
        report.outcome = "failed"
        report.longrepr = f"browser test skipped in CI: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if STRICT and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid} skipped as a whole in CI: {report.longrepr}"
    return report


class BrowserTally:
    """Counts the browser tests that ran; a whole run in CI without any has lost them somewhere."""

    def __init__(self) -> None:
        self.ran = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.ran += report.when == "call" and "browser" in report.keywords

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if exitstatus == pytest.ExitCode.OK and not self.ran:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self.ran:
            terminalreporter.write_line("no browser test ran, and CI must run them", red=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What long runs counted, with `record_property("figures", ...)`."""
    for report in terminalreporter.getreports("passed"):
        for name, counted in report.user_properties:
            if name == "figures" and "soak" in report.keywords:
                terminalreporter.write_line(f"{report.nodeid.partition('::')[2]}: {counted}")


def pytest_configure(config: pytest.Config) -> None:
    if not os.environ.keys() & {"PYTEST_DEBUG_TEMPROOT", "TMPDIR"} and (folder := memory()):
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(folder)  # each commit of a database would wait for the disk
    if config.pluginmanager.has_plugin("hypothesispytest"):
        from hypothesis import HealthCheck, settings

        # A busy machine is no fault of the code.
        settings.register_profile("no clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
        settings.load_profile("no clock")
    whole_run = config.args_source is not pytest.Config.ArgsSource.ARGS and not config.option.keyword
    if STRICT and whole_run and not is_xdist_worker(config):
        config.pluginmanager.register(BrowserTally(), "browser-tally")
