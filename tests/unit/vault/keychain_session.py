"""Runs inside `dbus-run-session` with an unlocked gnome-keyring; test_keychain.py starts it."""

from __future__ import annotations

import json
import os
import sys
import uuid
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import secretstorage
from keyring.backends.SecretService import Keyring as SecretServiceKeyring

from installer.checks.keychain import keeper
from installer.doctor import examine
from installer.findings import NOTE, WARNING, Finding
from installer.install import install
from installer.linux import Linux
from installer.site import Site
from native_host.vault import key_management
from native_host.vault.backends import keychain
from native_host.vault.vault import Vault
from native_host.wire.errors import CompanionError
from tests.host import HostError, HostProcess

from .backend_conformance import CustodyConformance
from .gnome_keyring import another_default, lock, prompts, unlock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from jeepney.io.blocking import DBusConnection
    from keyring.backend import KeyringBackend


class TestKeychain(CustodyConformance):
    @pytest.fixture
    def fresh(self, home: Path) -> Callable[[], keychain.Keychain]:
        vault_id = uuid.uuid4().hex
        return lambda: keychain.Keychain(vault_id, str(home))

    def test_two_vaults_do_not_meet(self, home: Path) -> None:
        one, two = keychain.Keychain("one", str(home)), keychain.Keychain("two", str(home))
        one.store(b"ring of one")
        assert two.load() is None


@pytest.fixture
def home(companion_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("AUTOLAB_COMPANION_CUSTODY")
    return companion_home


def note(home: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((home / "vault" / "custody.json").read_text())
    return found


def entry_of(home: Path) -> keychain.Keychain:
    """The vault's key as another process would find it."""
    return keychain.Keychain(note(home)["vault"], str(home))


@pytest.fixture
def bus() -> Iterator[DBusConnection]:
    with closing(secretstorage.dbus_init()) as connection:
        yield connection


def labels(bus: DBusConnection) -> list[str]:
    """Of all items of all collections."""
    collections = secretstorage.get_all_collections(bus)
    return sorted(item.get_label() for collection in collections for item in collection.get_all_items())


def kept_by_keyring(vault_id: str) -> KeyringBackend:
    """How releases that went through keyring kept a vault's key."""
    backend = SecretServiceKeyring()  # type: ignore[no-untyped-call] # keyring has none here
    backend.set_password(f"autolab-companion {vault_id}", "vault key", "its ring")  # type: ignore[no-untyped-call]
    return backend


def test_a_new_vault_prefers_the_keychain(home: Path) -> None:
    Vault(str(home)).write("a", {"n": 1})
    assert note(home)["custody"] == "keychain"
    assert not list((home / "vault").glob("key*"))
    assert Vault(str(home)).read("a") == {"n": 1}
    assert Vault(str(home)).status() == {"custody": "keychain", "state": "open", "records": 1}


def test_the_first_key_is_its_own_trial(home: Path, bus: DBusConnection) -> None:
    before = labels(bus)
    Vault(str(home)).write("a", {"n": 1})
    assert len(labels(bus)) == len(before) + 1
    vault_id = note(home)["vault"]
    assert f"Autolab Companion: key of the vault {vault_id}" in labels(bus)


def test_the_key_moves_in_and_out(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTOLAB_COMPANION_CUSTODY", "keyfile")
    vault = Vault(str(home))
    vault.write("a", {"n": 1})
    key_management.move_key(vault, "keychain")
    assert not (home / "vault" / "key").exists()
    assert Vault(str(home)).read("a") == {"n": 1}
    entry = entry_of(home)
    assert entry.load()
    key_management.move_key(vault, "keyfile")
    assert entry.load() is None
    assert Vault(str(home)).read("a") == {"n": 1}


def test_a_move_cut_short_is_finished_by_the_next_write(home: Path) -> None:
    vault = Vault(str(home))
    vault.write("a", {"n": 1})
    entry = entry_of(home)
    keyset = entry.load()
    key_management.move_key(vault, "keyfile")
    # As if it had died before it emptied the keychain.
    assert keyset
    entry.store(keyset)
    (home / "vault" / "custody.json").write_text(json.dumps({**note(home), "leaving": "keychain"}))
    Vault(str(home)).write("b", {"n": 2})
    assert entry.load() is None
    assert "keychain" not in note(home).values()


def test_rekey_and_erase_reach_the_keychain(home: Path) -> None:
    vault = Vault(str(home))
    vault.write("a", {"n": 1})
    assert key_management.rekey(vault) == {"resealed": 1, "set_aside": 0, "unreadable": 0}
    assert Vault(str(home)).read("a") == {"n": 1}
    entry = entry_of(home)
    assert key_management.erase(vault) == "removed"
    assert entry.load() is None


def test_an_emptied_keychain_says_that_the_key_is_missing(home: Path) -> None:
    Vault(str(home)).write("a", {"n": 1})
    entry_of(home).forget()
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
        outcome = key_management.erase(Vault(str(home)))
        assert isinstance(outcome, CompanionError)
        assert outcome.data["reason"] == "none"
    assert Vault(str(home)).status()["state"] == "empty"


def test_the_key_is_found_in_whichever_keyring_it_lies(home: Path, bus: DBusConnection) -> None:
    Vault(str(home)).write("a", {"n": 1})
    with another_default(bus):
        vault = Vault(str(home))
        assert vault.read("a") == {"n": 1}
        assert vault.status()["state"] == "open"
        key_management.rekey(vault)
        assert not list(secretstorage.get_default_collection(bus).get_all_items()), "it stays where it was"
        assert Vault(str(home)).read("a") == {"n": 1}
        entry = entry_of(home)
        assert key_management.erase(Vault(str(home))) == "removed"
    assert entry.load() is None


def test_a_key_that_keyring_wrote_is_found_and_gets_our_name(home: Path) -> None:
    backend = kept_by_keyring("legacy")
    other = keychain.Keychain("legacy", str(home))
    assert other.load() == b"its ring"
    assert backend.get_password("autolab-companion legacy", "vault key") is None
    assert other.load() == b"its ring"
    assert other.forget() == "removed"
    assert other.load() is None


def test_a_key_that_keyring_wrote_is_renamed_when_written_and_deleted_as_it_is(home: Path) -> None:
    backend = kept_by_keyring("legacy")
    keychain.Keychain("legacy", str(home)).store(b"new ring")
    assert backend.get_password("autolab-companion legacy", "vault key") is None
    assert keychain.Keychain("legacy", str(home)).forget() == "removed"
    backend = kept_by_keyring("legacy")
    assert keychain.Keychain("legacy", str(home)).forget() == "removed"
    assert backend.get_password("autolab-companion legacy", "vault key") is None


def test_another_programs_item_is_neither_read_nor_deleted(home: Path, bus: DBusConnection) -> None:
    names = {"service": "autolab-companion shared", "username": "vault key", "application": "another program"}
    foreign = secretstorage.get_default_collection(bus).create_item("Foreign", names, b"theirs")
    entry = keychain.Keychain("shared", str(home))
    assert entry.load() is None
    assert entry.forget() == "absent"
    entry.store(b"ours")
    assert entry.load() == b"ours"
    assert entry.forget() == "removed"
    assert foreign.get_secret() == b"theirs"
    foreign.delete()


def test_an_item_that_goes_after_it_was_found_is_looked_for_again(
    home: Path, bus: DBusConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = keychain.Keychain("fleeting", str(home))
    search = secretstorage.search_items

    def found_then_gone(
        connection: DBusConnection, attributes: dict[str, str]
    ) -> Iterator[secretstorage.Item]:
        found = list(search(connection, attributes))
        for item in search(bus, {"autolab-companion-vault": "fleeting"}):
            item.delete()
        return iter(found)

    for asked, left in ((entry.load, None), (entry.forget, "absent")):
        entry.store(b"a key")
        with monkeypatch.context() as patch:
            patch.setattr(secretstorage, "search_items", found_then_gone)
            assert asked() == left
    others = sorted(entry.everything())
    entry.store(b"a key")
    monkeypatch.setattr(secretstorage, "search_items", found_then_gone)
    assert sorted(entry.everything()) == others


def test_of_twins_the_younger_counts_and_both_are_erased(home: Path, bus: DBusConnection) -> None:
    entry = keychain.Keychain("twin", str(home))
    entry.store(b"old")
    with another_default(bus):
        (first,) = secretstorage.search_items(bus, {"autolab-companion-vault": "twin"})
        copied = secretstorage.get_default_collection(bus).create_item(
            "A copy", first.get_attributes(), b"old"
        )
        entry.store(b"new")
        assert entry.load() == b"new"
        assert {first.get_secret(), copied.get_secret()} == {b"old", b"new"}
        assert entry.forget() == "removed"
        assert entry.load() is None


@pytest.mark.parametrize("damage", ["{", None])
def test_a_lost_note_is_worked_out_from_the_keychain(home: Path, tmp_path: Path, damage: str | None) -> None:
    Vault(str(tmp_path / "other")).write("a", {"n": 2})
    Vault(str(home)).write("a", {"n": 1})
    vault_id = note(home)["vault"]
    if damage is None:
        (home / "vault" / "custody.json").unlink()
    else:
        (home / "vault" / "custody.json").write_text(damage)
    assert Vault(str(home)).read("a") == {"n": 1}
    key_management.repair(Vault(str(home)))
    assert (note(home)["custody"], note(home)["vault"]) == ("keychain", vault_id)


def test_a_vault_with_a_damaged_note_is_erased_with_its_key(home: Path) -> None:
    Vault(str(home)).write("a", {"n": 1})
    entry = entry_of(home)
    (home / "vault" / "custody.json").write_text("{")
    assert key_management.erase(Vault(str(home))) == "removed"
    assert entry.load() is None


def told_by_doctor(home: Path) -> list[Finding]:
    return list(keeper(Site(Linux({"HOME": str(home)}), home, sys.executable)))


def test_the_doctor_names_the_keychain_and_the_keyring_of_the_key(home: Path, bus: DBusConnection) -> None:
    Vault(str(home)).write("a", {"n": 1})
    default = secretstorage.get_default_collection(bus).get_label()
    with another_default(bus):
        (finding,) = told_by_doctor(home)
    assert (finding.level, finding.private) == (NOTE, (default,))
    assert finding.finding == "The vault's key is kept by GNOME Keyring."
    assert finding.cause == f"It lies in “{default}”."


def test_the_doctor_names_the_keychain_that_has_lost_the_key(home: Path, bus: DBusConnection) -> None:
    Vault(str(home)).write("a", {"n": 1})
    entry_of(home).forget()
    (finding,) = told_by_doctor(home)
    assert finding.level == WARNING
    assert finding.finding == "GNOME Keyring does not hold the vault's key."
    assert f"“{secretstorage.get_default_collection(bus).get_label()}”" in finding.cause


class TestLocked:
    """No window can be shown here, which looks as if its owner had dismissed it at once."""

    @pytest.fixture(autouse=True)
    def _locked(self, home: Path, bus: DBusConnection) -> Iterator[None]:
        Vault(str(home)).write("a", {"n": 1})
        lock(bus)
        yield
        unlock(bus)

    def test_it_says_so_at_once_and_asks_no_second_time(self, home: Path, bus: DBusConnection) -> None:
        vault = Vault(str(home))
        with prompts(bus) as shown:
            for each in (vault, vault, Vault(str(home))):
                with pytest.raises(CompanionError, match="keychain_unavailable") as refused:
                    each.read("a")
                assert refused.value.data["reason"] == "dismissed"
        assert len(shown) == 1
        with prompts(bus) as shown:
            vault.ask_again()
            for _ in range(2):
                with pytest.raises(CompanionError, match="keychain_unavailable"):
                    vault.read("a")
        assert len(shown) == 1

    def test_two_hosts_and_ten_requests_bring_one_window(self, home: Path, bus: DBusConnection) -> None:
        with HostProcess(home) as one, HostProcess(home) as two, prompts(bus) as shown:
            asked = []
            for host in (one, two):
                host.hello()
                asked += [(host, host.start(method)) for method in ("vault.status", *["servers.list"] * 4)]
            for host, request in asked:
                with pytest.raises(HostError) as refused:
                    host.result(request)
                assert refused.value.name == "keychain_unavailable"
        assert len(shown) == 1
        with HostProcess(home) as host, prompts(bus) as shown:
            host.hello()
            with pytest.raises(HostError, match="locked"):
                host.request("vault.ask_again")
            unlock(bus)
            assert host.request("vault.ask_again")["state"] == "open"
            assert host.request("servers.list") == {"servers": []}
        assert len(shown) == 1

    def test_unlocked_by_other_means_it_is_read_without_a_question(
        self, home: Path, bus: DBusConnection
    ) -> None:
        vault = Vault(str(home))
        with pytest.raises(CompanionError, match="keychain_unavailable"):
            vault.read("a")
        unlock(bus)
        with prompts(bus) as shown:
            assert vault.read("a") == {"n": 1}
        assert shown == []

    def test_the_doctor_names_the_locked_keyring_and_asks_nobody(
        self, home: Path, bus: DBusConnection
    ) -> None:
        with prompts(bus) as shown:
            (finding,) = told_by_doctor(home)
        assert shown == []
        assert finding.level == WARNING
        assert finding.finding == "What holds the vault's key in GNOME Keyring is locked."
        assert finding.cause.startswith(f"Locked: “{secretstorage.get_default_collection(bus).get_label()}”.")

    def test_the_whole_doctor_asks_nobody_and_its_host_neither(
        self, home: Path, bus: DBusConnection, tmp_path: Path
    ) -> None:
        user = tmp_path / "user"
        (user / ".mozilla/firefox").mkdir(parents=True)
        site = Site(Linux({"HOME": str(user), "PATH": ""}, tmp_path / "root"), home, sys.executable, True)
        install(site, site.expected())
        with prompts(bus) as shown:
            found = examine(site)
        assert shown == []
        assert [one.check for one in found] == ["keychain"]
        assert "were not examined" in found[0].finding.cause
        unlock(bus)
        assert [(one.check, one.finding.level) for one in examine(site)] == [("keychain", NOTE)]

    def test_a_dismissal_of_another_session_does_not_count(self, home: Path, bus: DBusConnection) -> None:
        (home / "locks" / "keychain.dismissed").touch(0o600)
        (home / "locks" / "keychain.dismissed").write_text("another session")
        with prompts(bus) as shown, pytest.raises(CompanionError, match="keychain_unavailable"):
            Vault(str(home)).read("a")
        assert len(shown) == 1

    def test_erasing_says_that_the_key_stays(self, home: Path, bus: DBusConnection) -> None:
        entry = entry_of(home)
        outcome = key_management.erase(Vault(str(home)))
        assert isinstance(outcome, CompanionError)
        assert outcome.name == "keychain_unavailable"
        unlock(bus)
        assert entry.load() is not None

    def test_a_new_vault_takes_the_key_file(self, tmp_path: Path) -> None:
        Vault(str(tmp_path / "new")).write("a", {})
        assert Vault(str(tmp_path / "new")).status()["custody"] == "keyfile"
