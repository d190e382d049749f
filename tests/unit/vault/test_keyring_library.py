"""The keychains that are reached through keyring: those of macOS and Windows, and KWallet."""

from __future__ import annotations

import json
import sys
import uuid
from typing import TYPE_CHECKING, ClassVar

import pytest

from native_host.vault import key_management
from native_host.vault.backends import keyring_library
from native_host.vault.backends.keychain import Keychain
from native_host.vault.keyset import Keyset
from native_host.vault.vault import Vault
from native_host.wire.errors import CompanionError

from .backend_conformance import CustodyConformance
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


@pytest.mark.parametrize(
    ("platform", "names"),
    [("darwin", "macOS"), ("win32", "Credential Locker"), ("linux", "KWallet")],
)
def test_it_says_whose_keychain_it_is_without_asking(
    home: Path, monkeypatch: pytest.MonkeyPatch, platform: str, names: str
) -> None:
    monkeypatch.setattr(keyring_library, "PLACES", {sys.platform: keyring_library.PLACES[platform]})
    found = Keychain("any", str(home)).where()
    assert names in found.provider
    assert found.holding
    assert Keyring.windows == 0


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


def test_who_dismisses_the_window_of_the_first_key_gets_a_key_file(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Keyring, "locked", True)
    Vault(str(home)).write("a", {"n": 1})
    assert Vault(str(home)).status()["custody"] == "keyfile"
    assert Keyring.windows == 1


def test_a_lost_note_cannot_be_worked_out_there_and_costs_nothing(home: Path) -> None:
    Vault(str(home)).write("a", {"n": 1})
    note = home / "vault" / "custody.json"
    content = note.read_text()
    note.write_text("{")
    with pytest.raises(CompanionError, match="custody_damaged"):
        Vault(str(home)).read("a")
    note.write_text(content)
    assert Vault(str(home)).read("a") == {"n": 1}


def test_a_key_that_moves_out_is_there_no_longer(home: Path) -> None:
    vault = Vault(str(home))
    vault.write("a", {"n": 1})
    assert key_management.move_key(vault, "keyfile") == "removed"
    assert Keyring.kept == {}
    assert json.loads((home / "vault" / "custody.json").read_text())["leaving"] is None
    assert key_management.move_key(vault, "keychain") == "absent"
    assert len(Keyring.kept) == 1
    assert not (home / "vault" / "key").exists()
    assert key_management.move_key(vault, "keychain") == "absent", "it stays where it is"
    assert Vault(str(home)).read("a") == {"n": 1}


@pytest.mark.parametrize(
    "later",
    [
        lambda vault: vault.write("b", {}),
        key_management.rekey,
        lambda vault: key_management.move_key(vault, "keyfile"),
        lambda vault: key_management.move_key(vault, "passphrase", "correct horse"),
        key_management.repair,
    ],
    ids=["write", "rekey", "same place", "another place", "repair"],
)
def test_a_keychain_that_could_not_be_emptied_is_emptied_later(
    home: Path, monkeypatch: pytest.MonkeyPatch, later: Callable[[Vault], object]
) -> None:
    def fails(_keyring: Keyring, _service: str, _username: str) -> None:
        raise OSError

    vault = Vault(str(home))
    vault.write("a", {"n": 1})
    with monkeypatch.context() as broken:
        broken.setattr(Keyring, "delete_password", fails)
        with pytest.raises(CompanionError, match="keychain_unavailable"):
            key_management.move_key(vault, "keyfile")
        Vault(str(home)).write("a", {"n": 2})
    assert len(Keyring.kept) == 1
    assert Vault(str(home)).status()["custody"] == "keyfile"
    vault = Vault(str(home))
    later(vault)
    assert Keyring.kept == {}
    assert json.loads((home / "vault" / "custody.json").read_text())["leaving"] is None
    assert vault.read("a") == {"n": 2}


class Forgetful(Keyring):
    """Takes a key and gives back another; `taken` are (service, key)."""

    taken: ClassVar[list[tuple[str, str]]]

    def get_password(self, service: str, username: str) -> str | None:
        return "another" if super().get_password(service, username) else None

    def set_password(self, service: str, username: str, password: str) -> None:
        self.taken.append((service, password))
        super().set_password(service, username, password)


def test_a_keychain_that_does_not_give_back_the_first_key_has_none(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(keyring_library.BACKENDS, sys.platform, (__name__, "Forgetful"))
    monkeypatch.setattr(Forgetful, "taken", [], raising=False)
    Vault(str(home)).write("a", {"n": 1})
    assert Keyring.kept == {}, "nothing is left in it"
    note = json.loads((home / "vault" / "custody.json").read_text())
    ((service, taken),) = Forgetful.taken
    assert (note["custody"], "autolab-companion " + note["vault"]) == ("keyfile", service)
    assert not Keyset.parse(taken.encode()).has({bytes.fromhex(note["key"])}), "what it took opens nothing"
    assert Vault(str(home)).read("a") == {"n": 1}


def test_each_process_asks_the_keychain_once(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    get = Keyring.get_password

    def counted(keyring: Keyring, service: str, username: str) -> str | None:
        asked.append(service)
        return get(keyring, service, username)

    monkeypatch.setattr(Keyring, "get_password", counted)
    for value in range(2):
        vault = Vault(str(home))
        for _ in range(2):
            vault.write("a", {"n": value})
            assert vault.read("a") == {"n": value}
        assert len(asked) == value + 1
    key_management.rekey(vault)
    assert vault.read("a") == {"n": 1}
    assert len(asked) == 3, "and once to see that it has kept a new key"
