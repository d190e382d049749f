"""Runs inside `dbus-run-session` with an unlocked gnome-keyring; test_keychain.py starts it.

The last test locks the keyring for good, so it stays last.
"""

from __future__ import annotations

import json
import os
import uuid
from typing import TYPE_CHECKING

import pytest
import secretstorage

from native_host.vault import custodian
from native_host.vault.custody import keychain
from native_host.vault.vault import Vault
from native_host.wire.errors import CompanionError

from .custody_conformance import CustodyConformance

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class TestKeychain(CustodyConformance):
    @pytest.fixture
    def fresh(self) -> Callable[[], keychain.Keychain]:
        vault_id = uuid.uuid4().hex
        return lambda: keychain.Keychain(vault_id)

    def test_two_vaults_do_not_meet(self) -> None:
        one, two = keychain.Keychain("one"), keychain.Keychain("two")
        one.store(b"ring of one")
        assert two.load() is None


@pytest.fixture
def home(companion_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("AUTOLAB_COMPANION_CUSTODY")
    return companion_home


def note(home: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((home / "vault" / "custody.json").read_text())
    return found


def test_a_new_vault_prefers_the_keychain(home: Path) -> None:
    Vault(str(home)).write("a", {"n": 1})
    assert note(home)["custody"] == "keychain"
    assert not list((home / "vault").glob("key*"))
    assert Vault(str(home)).read("a") == {"n": 1}
    assert Vault(str(home)).status() == {"custody": "keychain", "state": "open", "records": 1}


def test_the_trial_leaves_nothing_behind(home: Path) -> None:
    Vault(str(home)).write("a", {"n": 1})
    connection = secretstorage.dbus_init()
    labels = [item.get_label() for item in secretstorage.get_default_collection(connection).get_all_items()]
    connection.close()
    assert not any("trial" in label for label in labels)


def test_the_key_moves_in_and_out(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTOLAB_COMPANION_CUSTODY", "keyfile")
    vault = Vault(str(home))
    vault.write("a", {"n": 1})
    custodian.move_key(vault, "keychain")
    assert not (home / "vault" / "key").exists()
    assert Vault(str(home)).read("a") == {"n": 1}
    entry = keychain.Keychain(note(home)["vault"])
    assert entry.load()
    custodian.move_key(vault, "keyfile")
    assert entry.load() is None
    assert Vault(str(home)).read("a") == {"n": 1}


def test_a_move_cut_short_is_finished_by_the_next_write(home: Path) -> None:
    vault = Vault(str(home))
    vault.write("a", {"n": 1})
    entry = keychain.Keychain(note(home)["vault"])
    ring = entry.load()
    custodian.move_key(vault, "keyfile")
    # As if it had died before it emptied the keychain.
    assert ring
    entry.store(ring)
    (home / "vault" / "custody.json").write_text(json.dumps({**note(home), "leaving": "keychain"}))
    Vault(str(home)).write("b", {"n": 2})
    assert entry.load() is None
    assert "keychain" not in note(home).values()


def test_rekey_and_erase_reach_the_keychain(home: Path) -> None:
    vault = Vault(str(home))
    vault.write("a", {"n": 1})
    assert custodian.rekey(vault) == {"resealed": 1, "set_aside": 0, "unreadable": 0}
    assert Vault(str(home)).read("a") == {"n": 1}
    entry = keychain.Keychain(note(home)["vault"])
    assert custodian.erase(vault)
    assert entry.load() is None


def test_an_emptied_keychain_says_that_the_key_is_missing(home: Path) -> None:
    Vault(str(home)).write("a", {"n": 1})
    keychain.Keychain(note(home)["vault"]).forget()
    with pytest.raises(CompanionError, match="key_missing"):
        Vault(str(home)).read("a")
    with pytest.raises(CompanionError, match="key_missing"):
        Vault(str(home)).write("b", {})


def test_a_session_without_the_service_keeps_the_vault(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Vault(str(home)).write("a", {"n": 1})
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={os.devnull}")
        with pytest.raises(CompanionError, match="keychain_unavailable"):
            Vault(str(home)).read("a")
        assert not custodian.erase(Vault(str(home)))
    assert Vault(str(home)).status()["state"] == "empty"


def test_a_locked_keychain_says_so_within_bounds(home: Path) -> None:
    vault = Vault(str(home))
    vault.write("a", {"n": 1})
    connection = secretstorage.dbus_init()
    secretstorage.get_default_collection(connection).lock()
    connection.close()
    with pytest.raises(CompanionError, match="keychain_unavailable"):
        keychain.Keychain(note(home)["vault"], seconds=2.0).load()
    # And a new vault takes the key file rather than wait.
    assert not keychain.Keychain.works()
