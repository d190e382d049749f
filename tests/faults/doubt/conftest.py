"""What every test of a doubt gets: a server of its own, its time, and somebody signed in to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults.doubt.scene import Time
from tests.handing_in import signed_in
from tests.sandbox import start_sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from native_host.services import Services
    from tests.sandbox import Sandbox


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox() as made:
        yield made


@pytest.fixture
def clock(box: Sandbox) -> Time:
    return Time(box)


@pytest.fixture
def services(companion_home: Path, box: Sandbox, clock: Time) -> Iterator[Services]:
    made = signed_in(companion_home, box, clock=clock)
    yield made
    made.journal.close()
    made.cache.close()
    made.uploads.close()
