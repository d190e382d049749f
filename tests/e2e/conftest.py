"""One browser and one sandbox per module: starting them is what takes time. A module's SEED says what is in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browsers import BROWSERS
from tests.sandbox import start_sandbox

from .stage import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser may connect in the very moment the sandbox stops to listen."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.filterwarnings("ignore:unclosed transport:ResourceWarning"))


@pytest.fixture(scope="module", params=BROWSERS)
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Nobody is signed in and no server is added, as far as this module's earlier tests have left it so."""
    folder = tmp_path_factory.mktemp("e2e")
    seed = getattr(request.module, "SEED", "reference")
    with start_sandbox(seed, throttle=False) as box, BROWSERS[request.param](folder / "browser") as browser:
        yield Stage(browser, box, folder)
