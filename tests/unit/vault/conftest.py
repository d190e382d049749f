"""A vault of its own for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from native_host.vault.backends import passphrase
from native_host.vault.vault import Vault

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _cheap_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passphrase, "COST", {"n": 2**10, "r": 8, "p": 1})


@pytest.fixture
def home(companion_home: Path) -> Path:
    """A data folder that does not exist yet; its vault will keep the key in a file."""
    return companion_home


@pytest.fixture
def vault(home: Path) -> Vault:
    """A new vault in `home`."""
    return Vault(str(home))
