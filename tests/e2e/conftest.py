"""A browser as good as new, with the extension as it is packaged, and a sandbox for each module."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browsers import BROWSERS, SharedBrowsers
from tests.sandbox import start_sandbox

from .packaging import package
from .stage import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser may connect in the very moment the sandbox stops to listen."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.filterwarnings("ignore:unclosed transport:ResourceWarning"))


@pytest.fixture(scope="package")
def browsers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedBrowsers]:
    """Ended with this folder's last test: elsewhere tests run event loops, which Playwright lets nobody do."""
    shared = SharedBrowsers(tmp_path_factory.mktemp("browsers"), BROWSERS)
    yield shared
    shared.close()


@pytest.fixture(scope="package")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extension as users have it; its one content script costs each page half of what its modules do."""
    return package(tmp_path_factory.mktemp("packaged"))


@pytest.fixture(scope="module")
def extension(packaged: Path) -> Path:
    """What the browser loads; a module that is about another extension has its own fixture of this name."""
    return packaged


@pytest.fixture(scope="module", params=BROWSERS)
def stage(
    request: pytest.FixtureRequest,
    browsers: SharedBrowsers,
    extension: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stage]:
    """Nobody is signed in and no server is added, as far as this module's earlier tests have left it so."""
    failed_before = request.session.testsfailed
    with start_sandbox(throttle=False) as box, browsers.lend(request.param, extension) as browser:
        yield Stage(browser, box, tmp_path_factory.mktemp("e2e"))
        if request.session.testsfailed > failed_before:
            browsers.give_up(request.param)
