"""The keychains that are reached through keyring: those of macOS and Windows, and KWallet."""

from __future__ import annotations

import sys
import uuid
from typing import TYPE_CHECKING

import pytest

from native_host.vault import key_management
from native_host.vault.backends import keyring_library
from native_host.vault.backends.keychain import Keychain
from native_host.vault.vault import Vault
from native_host.wire.errors import CompanionError

from .custody_conformance import CustodyConformance
from .keyring_in_memory import Keyring

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(autouse=True)
def _keyring_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No Secret Service, and keyring's backend for this system is the one in memory."""
    monkeypatch.delenv("AUTOLAB_COMPANION_CUSTODY")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'nobody'}")
    monkeypatch.setitem(keyring_library.BACKENDS, sys.platform, (Keyring.__module__, "Keyring"))
    monkeypatch.setattr(Keyring, "kept", {})
    monkeypatch.setattr(Keyring, "windows", 0)


class TestKeyringStore(CustodyConformance):
    @pytest.fixture
    def fresh(self, home: Path) -> Callable[[], Keychain]:
        vault_id = uuid.uuid4().hex
        return lambda: Keychain(vault_id, str(home))


def test_a_key_of_an_earlier_release_is_found_under_its_name(home: Path) -> None:
    Keyring.kept["autolab-companion old", "vault key"] = "its ring"
    assert Keychain("old", str(home)).load() == b"its ring"


def test_a_vault_lives_there(home: Path) -> None:
    Vault(str(home)).write("a", {"n": 1})
    assert Vault(str(home)).read("a") == {"n": 1}
    assert Vault(str(home)).status()["custody"] == "keychain"
    assert key_management.erase(Vault(str(home))) == "removed"
    assert Keyring.kept == {}


def test_a_dismissed_window_stays_away_until_its_owner_asks(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Vault(str(home)).write("a", {"n": 1})
    vault = Vault(str(home))
    monkeypatch.setattr(Keyring, "locked", True)
    for _ in range(3):
        with pytest.raises(CompanionError, match="keychain_unavailable") as refused:
            vault.read("a")
        assert refused.value.data["reason"] == "dismissed"
    assert Keyring.windows == 1
    vault.ask_again()
    with pytest.raises(CompanionError, match="keychain_unavailable"):
        vault.read("a")
    assert Keyring.windows == 2
    monkeypatch.setattr(Keyring, "locked", False)
    vault.ask_again()
    assert vault.read("a") == {"n": 1}


def test_a_lost_note_cannot_be_worked_out_there_and_costs_nothing(home: Path) -> None:
    Vault(str(home)).write("a", {"n": 1})
    note = home / "vault" / "custody.json"
    content = note.read_text()
    note.write_text("{")
    with pytest.raises(CompanionError, match="custody_damaged"):
        Vault(str(home)).read("a")
    note.write_text(content)
    assert Vault(str(home)).read("a") == {"n": 1}
