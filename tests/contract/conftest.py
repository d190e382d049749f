"""What most contract tests play on; a file that needs it otherwise has its own fixture of the name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.asking import Asker
from tests.handing_in import signed_in
from tests.sandbox import start_sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sandbox import Sandbox


@pytest.fixture
def box() -> Iterator[Sandbox]:
    """A sandbox that takes any pace."""
    with start_sandbox(throttle=False) as made:
        yield made


@pytest.fixture
def asker(companion_home: Path, box: Sandbox) -> Asker:
    """Asks as the first student, by the sandbox's clock."""
    return Asker(signed_in(companion_home, box, clock=box.clock.time))
