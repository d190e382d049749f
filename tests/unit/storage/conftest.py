"""A journal in a data folder of its own."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from native_host.storage.submissions.journal import Journal
from native_host.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def journal(companion_home: Path) -> Iterator[Journal]:
    with closing(Journal(str(companion_home), Vault(str(companion_home)))) as made:
        yield made
