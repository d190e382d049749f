"""One browser and one sandbox per module: starting them is what takes time. A module's SEED says what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browsers import BROWSERS
from tests.sandbox import start_sandbox

from .stage import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module", params=BROWSERS)
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Nobody is signed in and no server is added, as far as this module's earlier tests have left it so."""
    folder = tmp_path_factory.mktemp("e2e")
    seed = getattr(request.module, "SEED", "reference")
    with start_sandbox(seed, throttle=False) as box, BROWSERS[request.param](folder / "browser") as browser:
        yield Stage(browser, box, folder)
