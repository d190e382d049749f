"""Moving, renewing and erasing the key, and the vault that a passphrase locks."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import pytest

from native_host.steady import elapsed
from native_host.vault import key_management
from native_host.vault.backends.keyfile import KeyFile
from native_host.vault.vault import AUTO_LOCK, Vault
from native_host.wire.errors import CompanionError

if TYPE_CHECKING:
    from pathlib import Path

PASSPHRASE = "correct horse"


class TestPassphrase:
    @pytest.fixture
    def locked(self, home: Path, vault: Vault) -> Vault:
        vault.write("a", {"n": 1})
        key_management.move_key(vault, "passphrase", PASSPHRASE)
        return Vault(str(home))

    def test_locked_until_unlocked(self, locked: Vault) -> None:
        assert locked.status() == {"custody": "passphrase", "state": "locked", "records": 1}
        for use in (lambda: locked.read("a"), lambda: locked.write("a", {}), lambda: locked.fingerprint("a")):
            with pytest.raises(CompanionError, match="vault_locked"):
                use()
        locked.unlock(PASSPHRASE)
        assert locked.read("a") == {"n": 1}
        assert locked.status()["state"] == "open"

    def test_locks_again(self, locked: Vault) -> None:
        locked.unlock(PASSPHRASE)
        locked.lock_now()
        with pytest.raises(CompanionError, match="vault_locked"):
            locked.read("a")

    def test_whoever_asks_first_after_a_long_sleep_finds_it_locked(self, locked: Vault) -> None:
        uses = (
            lambda: locked.read("a"),
            lambda: locked.write("a", {}),
            locked.records,
            lambda: locked.seal("a", b""),
        )
        for use in uses:
            locked.unlock(PASSPHRASE)
            locked.idle_since = elapsed() - AUTO_LOCK
            with pytest.raises(CompanionError, match="vault_locked"):
                use()

    def test_a_wrong_passphrase_leaves_it_locked(self, locked: Vault) -> None:
        with pytest.raises(CompanionError, match="passphrase_wrong"):
            locked.unlock("wrong horse")
        assert locked.status()["state"] == "locked"

    def test_the_passphrase_can_be_changed(self, home: Path, locked: Vault) -> None:
        locked.unlock(PASSPHRASE)
        elsewhere = Vault(str(home))
        elsewhere.unlock(PASSPHRASE)
        key_management.move_key(elsewhere, "passphrase", "new horse")
        # Who had it open with the old one is asked again.
        with pytest.raises(CompanionError, match="vault_locked"):
            locked.read("a")
        with pytest.raises(CompanionError, match="passphrase_wrong"):
            locked.unlock(PASSPHRASE)
        locked.unlock("new horse")
        assert locked.read("a") == {"n": 1}

    def test_rekey_keeps_the_passphrase(self, home: Path, locked: Vault) -> None:
        locked.unlock(PASSPHRASE)
        elsewhere = Vault(str(home))
        elsewhere.unlock(PASSPHRASE)
        key_management.rekey(elsewhere)
        assert locked.read("a") == {"n": 1}

    def test_a_new_vault_begins_with_its_passphrase(
        self, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("AUTOLAB_COMPANION_CUSTODY", "passphrase")
        vault = Vault(str(home))
        with pytest.raises(CompanionError, match="vault_locked"):
            vault.write("a", {})
        vault.unlock(PASSPHRASE)
        assert (home / "vault" / "key.passphrase").exists(), "it is asked for from here on"
        vault.write("a", {"n": 1})
        again = Vault(str(home))
        with pytest.raises(CompanionError, match="passphrase_wrong"):
            again.unlock("wrong horse")
        again.unlock(PASSPHRASE)
        assert again.read("a") == {"n": 1}

    def test_a_lost_locked_key_says_so(self, home: Path, locked: Vault) -> None:
        (home / "vault" / "key.passphrase").unlink()
        with pytest.raises(CompanionError, match="key_missing"):
            locked.unlock(PASSPHRASE)
        assert locked.status()["state"] == "key_missing"

    def test_unlocking_where_nothing_is_locked_is_fine(self, vault: Vault, home: Path) -> None:
        vault.unlock(PASSPHRASE)
        assert not home.exists()
        vault.write("a", {"n": 1})
        vault.unlock(PASSPHRASE)
        assert vault.read("a") == {"n": 1}

    def test_idle_time_starts_again_with_each_use(self, vault: Vault) -> None:
        before = vault.idle_since
        vault.write("a", {})
        assert vault.idle_since > before

    @pytest.mark.skipif(sys.platform != "linux", reason="each system has its own clock for it")
    def test_idle_time_goes_on_while_the_machine_sleeps(self, vault: Vault) -> None:
        before = time.clock_gettime(time.CLOCK_BOOTTIME)
        vault.touch()
        assert before <= vault.idle_since <= time.clock_gettime(time.CLOCK_BOOTTIME)


class TestMoveKey:
    def test_the_old_place_is_emptied(self, home: Path, vault: Vault) -> None:
        vault.write("a", {"n": 1})
        key_management.move_key(vault, "passphrase", PASSPHRASE)
        assert not (home / "vault" / "key").exists()
        key_management.move_key(vault, "keyfile")
        assert not (home / "vault" / "key.passphrase").exists()
        assert Vault(str(home)).read("a") == {"n": 1}

    def test_an_empty_vault_gets_its_key_there(self, home: Path, vault: Vault) -> None:
        key_management.move_key(vault, "passphrase", PASSPHRASE)
        assert Vault(str(home)).status() == {"custody": "passphrase", "state": "locked", "records": 0}

    def test_the_environment_does_not_move_a_key(
        self, home: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        vault.write("a", {"n": 1})
        monkeypatch.setenv("AUTOLAB_COMPANION_CUSTODY", "passphrase")
        assert Vault(str(home)).read("a") == {"n": 1}

    def test_without_a_passphrase_nothing_moves(self, home: Path, vault: Vault) -> None:
        vault.write("a", {"n": 1})
        with pytest.raises(CompanionError, match="vault_locked"):
            key_management.move_key(vault, "passphrase")
        assert Vault(str(home)).read("a") == {"n": 1}


def record_of(vault: Vault, home: Path, record: str) -> Path:
    return home / "vault" / f"{vault.fingerprint('record', record).hex()}.sealed"


class TestRekey:
    def test_what_was_stolen_opens_nothing_new(self, home: Path, vault: Vault, tmp_path: Path) -> None:
        vault.write("a", {"n": 1})
        stolen = (home / "vault" / "key").read_bytes()
        key_management.rekey(vault)
        (home / "vault" / "key").write_bytes(stolen)
        with pytest.raises(CompanionError, match="key_foreign"):
            Vault(str(home)).read("a")

    def test_a_key_that_does_not_come_back_is_not_relied_on(
        self, home: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        vault.write("a", {"n": 1})
        note = (home / "vault" / "custody.json").read_bytes()
        with monkeypatch.context() as forgetful:
            forgetful.setattr(KeyFile, "store", lambda _self, _ring: None)
            with pytest.raises(CompanionError, match="key_not_kept"):
                key_management.rekey(vault)
        assert (home / "vault" / "custody.json").read_bytes() == note
        assert Vault(str(home)).read("a") == {"n": 1}

    def test_others_are_resealed_after_the_records(self, vault: Vault) -> None:
        boxes = [vault.seal("row", b"plain")]
        key_management.rekey(vault, lambda: boxes.append(vault.seal("row", vault.unseal("row", boxes[0]))))
        assert boxes[0][:13] != boxes[1][:13]

    def test_a_damaged_record_is_set_aside_and_the_rest_works_again(self, home: Path, vault: Vault) -> None:
        vault.write("a", {"n": 1})
        vault.write("b", {"n": 2})
        record_of(vault, home, "b").write_bytes(b"damaged")
        with pytest.raises(CompanionError, match="record_damaged"):
            vault.records()
        assert key_management.rekey(vault) == {"resealed": 1, "set_aside": 1, "unreadable": 0}
        assert vault.records() == ["a"]
        assert vault.read("b") is None
        (aside,) = (home / "vault").glob("*.damaged")
        assert aside.read_bytes() == b"damaged"
        key_management.erase(vault)
        assert not list((home / "vault").iterdir())

    def test_a_record_whose_key_is_missing_stays(self, home: Path, vault: Vault, tmp_path: Path) -> None:
        vault.write("a", {"n": 1})
        vault.write("b", {"n": 2})
        other = Vault(str(tmp_path / "other"))
        other.write("b", {"n": 3})
        foreign = record_of(other, tmp_path / "other", "b").read_bytes()
        record_of(vault, home, "b").write_bytes(foreign)
        assert key_management.rekey(vault) == {"resealed": 1, "set_aside": 0, "unreadable": 1}
        assert record_of(vault, home, "b").read_bytes() == foreign
        assert vault.read("a") == {"n": 1}

    def test_an_empty_vault_has_nothing_to_renew(self, home: Path, vault: Vault) -> None:
        assert key_management.rekey(vault) == {"resealed": 0, "set_aside": 0, "unreadable": 0}
        assert not (home / "vault").exists()


class TestErase:
    def test_everything_sealed_goes_and_only_that(self, home: Path, vault: Vault) -> None:
        vault.write("a", {"n": 1})
        (home / "spool").mkdir(mode=0o700)
        doomed = [
            "ledger.sqlite",
            "ledger.sqlite-wal",
            "ledger.sqlite.corrupt-1",
            "receipts.sqlite",
            "spool/upload",
        ]
        for name in [*doomed, "vault/half.tmp", "notes.txt", "vault/notes.txt"]:
            (home / name).touch(0o600)
        key_management.erase(vault)
        left = {str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()}
        assert left == {"notes.txt", "vault/notes.txt", "locks/vault.lock"}

    @pytest.mark.parametrize("note", ["", '{"format":9}', '{"format":1,"custody":"nowhere","vault":""}'])
    def test_it_helps_whatever_is_broken(self, home: Path, vault: Vault, note: str) -> None:
        vault.write("a", {"n": 1})
        (home / "vault" / "custody.json").write_text(note)
        (home / "vault" / "key").write_text("damaged")
        key_management.erase(Vault(str(home)))
        assert Vault(str(home)).status()["state"] == "empty"

    def test_a_locked_vault_can_be_erased(self, home: Path, vault: Vault) -> None:
        vault.write("a", {"n": 1})
        key_management.move_key(vault, "passphrase", PASSPHRASE)
        key_management.erase(Vault(str(home)))
        assert Vault(str(home)).status()["state"] == "empty"

    @pytest.mark.parametrize("name", ["vault", "spool"])
    def test_a_linked_folder_is_not_emptied(
        self, home: Path, vault: Vault, tmp_path: Path, name: str
    ) -> None:
        vault.write("a", {"n": 1})
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir(mode=0o700)
        (elsewhere / "precious.sealed").touch()
        if name == "vault":
            (home / "vault").rename(tmp_path / "moved")
        (home / name).symlink_to(elsewhere)
        with pytest.raises(CompanionError, match="storage_unsafe"):
            key_management.erase(Vault(str(home)))
        assert (elsewhere / "precious.sealed").exists()

    def test_nothing_to_erase_is_fine(self, vault: Vault) -> None:
        assert key_management.erase(vault) == "absent"
