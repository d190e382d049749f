"""The vault as the rest of the host uses it."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from native_host.vault import key_management
from native_host.vault.vault import RECORD_LIMIT, Vault
from native_host.wire.errors import CompanionError

if TYPE_CHECKING:
    from pathlib import Path

SESSION = "session:https://autolab.example.edu"
TOKENS = {"access_token": "a-token", "refresh_token": "r-token", "scope": ["user_info"], "generation": 3}


def sealed_files(home: Path) -> list[Path]:
    return sorted((home / "vault").glob("*.sealed"))


def refused(home: Path, record: str = SESSION) -> str:
    """The catalogue name with which a host started now refuses to read `record`."""
    with pytest.raises(CompanionError) as error:
        Vault(str(home)).read(record)
    return error.value.name


class TestRecords:
    def test_a_record_outlives_the_process(self, home: Path, vault: Vault) -> None:
        vault.write(SESSION, TOKENS)
        assert Vault(str(home)).read(SESSION) == TOKENS

    def test_the_last_writer_wins(self, home: Path, vault: Vault) -> None:
        other = Vault(str(home))
        vault.write(SESSION, {"n": 1})
        other.write(SESSION, {"n": 2})
        assert vault.read(SESSION) == {"n": 2}

    def test_records_are_listed_by_prefix(self, vault: Vault) -> None:
        for record in ("session:b", "server:a", "session:a"):
            vault.write(record, {})
        assert vault.records("session:") == ["session:a", "session:b"]
        assert vault.records() == ["server:a", "session:a", "session:b"]

    def test_what_a_killed_writer_left_is_swept_away(
        self, home: Path, vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        vault.write(SESSION, TOKENS)
        theirs = tmp_path / "theirs.tmp"
        for path in (home / "vault" / "key.1.ab.tmp", theirs):
            path.touch(0o600)
        Vault(str(home)).write(SESSION, TOKENS)
        assert not list((home / "vault").glob("*.tmp"))
        assert theirs.exists()

    def test_a_deleted_record_is_gone(self, home: Path, vault: Vault) -> None:
        vault.write(SESSION, TOKENS)
        vault.delete(SESSION)
        vault.delete(SESSION)
        assert Vault(str(home)).read(SESSION) is None
        assert sealed_files(home) == []

    @pytest.mark.parametrize(
        "record", ["", "../../etc/passwd", "a/b", "x" * 5000, "name\x00nul", "\ud800", "Ünïcode"]
    )
    def test_any_name_is_only_a_name(self, home: Path, vault: Vault, record: str) -> None:
        vault.write(record, {"n": record})
        assert vault.read(record) == {"n": record}
        assert vault.records() == [record]
        assert len(sealed_files(home)) == 1

    def test_a_record_has_a_limit(self, vault: Vault) -> None:
        room = RECORD_LIMIT - len(json.dumps({"record": SESSION, "value": {"n": ""}}))
        vault.write(SESSION, {"n": "x" * room})
        with pytest.raises(ValueError, match="too large"):
            vault.write(SESSION, {"n": "x" * (room + 1)})


class TestNothingBeforeTheFirstSecret:
    def test_looking_leaves_no_trace(self, home: Path, vault: Vault) -> None:
        assert vault.read(SESSION) is None
        assert vault.records() == []
        assert vault.status() == {"custody": "keyfile", "state": "empty", "records": 0}
        vault.lock_now()
        assert not home.exists()

    def test_an_unknown_custody_is_named(self, vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AUTOLAB_COMPANION_CUSTODY", "under-the-mat")
        with pytest.raises(CompanionError, match="keychain, passphrase, keyfile"):
            vault.write(SESSION, TOKENS)


class TestSealing:
    def test_a_label_opens_only_its_own(self, vault: Vault) -> None:
        box = vault.seal("row 1", b"plain")
        assert vault.unseal("row 1", box) == b"plain"
        with pytest.raises(CompanionError, match="record_damaged"):
            vault.unseal("row 2", box)

    def test_a_record_is_no_label(self, home: Path, vault: Vault) -> None:
        vault.write(SESSION, TOKENS)
        (file,) = sealed_files(home)
        for label in (file.name, SESSION, "record:" + file.name):
            with pytest.raises(CompanionError, match="record_damaged"):
                vault.unseal(label, file.read_bytes())

    def test_fingerprints_are_stable_here_and_different_elsewhere(
        self, home: Path, vault: Vault, tmp_path: Path
    ) -> None:
        assert vault.fingerprint("row", "alice") == Vault(str(home)).fingerprint("row", "alice")
        assert vault.fingerprint("row", "alice") != vault.fingerprint("row", "bob")
        assert vault.fingerprint("row", "alice") != vault.fingerprint("owner", "alice")
        assert vault.fingerprint("row", "alice") != Vault(str(tmp_path / "other")).fingerprint("row", "alice")
        assert len(vault.fingerprint("row", "alice")) == 16


class TestDamage:
    @pytest.fixture(autouse=True)
    def _two_records(self, vault: Vault) -> None:
        vault.write(SESSION, TOKENS)
        vault.write("session:other", {"access_token": "b-token"})

    def test_swapped_records_are_noticed(self, home: Path) -> None:
        one, two = sealed_files(home)
        first, second = one.read_bytes(), two.read_bytes()
        one.write_bytes(second)
        two.write_bytes(first)
        assert refused(home) == refused(home, "session:other") == "record_damaged"
        with pytest.raises(CompanionError, match="record_damaged"):
            Vault(str(home)).records()

    @pytest.mark.parametrize("content", [b"", b"ALCV", b"x" * 200])
    def test_an_overwritten_record_is_noticed(self, home: Path, content: bytes) -> None:
        for file in sealed_files(home):
            file.write_bytes(content)
        assert refused(home) == "record_damaged"

    def test_a_record_of_another_vault_is_noticed(self, home: Path, tmp_path: Path) -> None:
        other = Vault(str(tmp_path / "other"))
        other.write(SESSION, TOKENS)
        (theirs,) = sealed_files(tmp_path / "other")
        for file in sealed_files(home):
            file.write_bytes(theirs.read_bytes())
        assert refused(home) == "key_missing"

    def test_a_newer_record_asks_for_an_update(self, home: Path) -> None:
        for file in sealed_files(home):
            content = bytearray(file.read_bytes())
            content[4] = 2
            file.write_bytes(content)
        assert refused(home) == "format_newer"

    @pytest.mark.parametrize(
        "content", ["", "{", "[]", '{"format":1}', '{"format":1,"custody":5,"vault":[]}']
    )
    def test_a_damaged_note_is_worked_out_and_written_anew(
        self, home: Path, vault: Vault, content: str
    ) -> None:
        note = home / "vault" / "custody.json"
        note.write_text(content)
        assert Vault(str(home)).read(SESSION) == TOKENS
        assert Vault(str(home)).status() == {"custody": "keyfile", "state": "open", "records": 2}
        assert note.read_text() == content, "reading changes nothing"
        Vault(str(home)).write(SESSION, {})
        assert json.loads(note.read_text())["custody"] == "keyfile"

    def test_a_damaged_note_beside_nothing_is_no_new_vault(self, home: Path, vault: Vault) -> None:
        for file in (*sealed_files(home), home / "vault" / "key"):
            file.unlink()
        (home / "vault" / "custody.json").write_text("{")
        with pytest.raises(CompanionError, match="custody_damaged"):
            Vault(str(home)).key_store.metadata()

    def test_a_damaged_note_without_a_key_beside_it_is_left_alone(self, home: Path, vault: Vault) -> None:
        note, key = home / "vault" / "custody.json", home / "vault" / "key"
        content = key.read_bytes()
        note.write_text("{")
        key.unlink()
        assert refused(home) == "custody_damaged"
        for use in (
            lambda: Vault(str(home)).status(),
            lambda: Vault(str(home)).write(SESSION, {}),
            lambda: key_management.repair(Vault(str(home))),
        ):
            with pytest.raises(CompanionError, match="custody_damaged"):
                use()
        assert note.read_text() == "{"
        key.touch(0o600)
        key.write_bytes(content)
        assert Vault(str(home)).read(SESSION) == TOKENS

    def test_a_newer_note_asks_for_an_update(self, home: Path) -> None:
        note = home / "vault" / "custody.json"
        note.write_text(json.dumps({**json.loads(note.read_text()), "format": 2}))
        assert refused(home) == "format_newer"

    def test_a_lost_note_is_written_anew(self, home: Path) -> None:
        (home / "vault" / "custody.json").unlink()
        assert Vault(str(home)).read(SESSION) == TOKENS
        Vault(str(home)).write("new", {})
        assert (home / "vault" / "custody.json").exists()
        assert Vault(str(home)).read(SESSION) == TOKENS


class TestKeyLost:
    @pytest.fixture(autouse=True)
    def _one_record(self, vault: Vault) -> None:
        vault.write(SESSION, TOKENS)

    @pytest.fixture
    def lost(self, home: Path) -> Path:
        (home / "vault" / "key").unlink()
        return home

    def test_it_says_so_and_touches_nothing(self, lost: Path) -> None:
        before = {file: file.read_bytes() for file in (lost / "vault").iterdir()}
        vault = Vault(str(lost))
        for use in (
            lambda: vault.read(SESSION),
            lambda: vault.write(SESSION, {}),
            lambda: vault.write("new", {}),
            lambda: vault.delete(SESSION),
            vault.records,
            lambda: vault.seal("a", b""),
            lambda: vault.unseal("a", b"x" * 60),
            lambda: vault.fingerprint("a"),
            lambda: vault.lock("a"),
            lambda: key_management.rekey(vault),
            lambda: key_management.move_key(vault, "keyfile"),
        ):
            with pytest.raises(CompanionError, match="key_missing"):
                use()
        assert vault.status() == {"custody": "keyfile", "state": "key_missing", "records": 1}
        assert {file: file.read_bytes() for file in (lost / "vault").iterdir()} == before

    def test_a_key_put_back_opens_everything_again(self, home: Path) -> None:
        key = home / "vault" / "key"
        content = key.read_bytes()
        key.unlink()
        vault = Vault(str(home))
        assert vault.status()["state"] == "key_missing"
        key.touch(0o600)
        key.write_bytes(content)
        assert vault.read(SESSION) == TOKENS

    @pytest.mark.parametrize("noted", [True, False], ids=["", "by an earlier release"])
    def test_a_key_of_another_folder_is_told_everywhere_and_wipes_nothing(
        self, home: Path, tmp_path: Path, noted: bool
    ) -> None:
        Vault(str(tmp_path / "other")).write(SESSION, {})
        shutil.copy2(tmp_path / "other" / "vault" / "key", home / "vault" / "key")
        note = home / "vault" / "custody.json"
        if not noted:
            card = json.loads(note.read_text())
            note.write_text(json.dumps({name: value for name, value in card.items() if name != "key"}))
        before = note.read_text()
        vault = Vault(str(home))
        for use in (
            lambda: vault.read("never written"),
            lambda: vault.write("new", {}),
            lambda: vault.seal("a", b""),
            lambda: vault.fingerprint("a"),
            vault.records,
            lambda: key_management.rekey(vault),
            lambda: key_management.move_key(vault, "passphrase", "correct horse"),
        ):
            with pytest.raises(CompanionError, match="key_foreign"):
                use()
        assert vault.status() == {"custody": "keyfile", "state": "key_foreign", "records": 1}
        assert len(sealed_files(home)) == 1
        assert note.read_text() == before

    def test_receipts_alone_are_not_taken_for_a_new_vault(self, home: Path) -> None:
        shutil.rmtree(home / "vault")
        (home / "receipts.sqlite").touch(0o600)
        vault = Vault(str(home))
        assert vault.status() == {"custody": "keyfile", "state": "key_missing", "records": 0}
        with pytest.raises(CompanionError, match="key_missing"):
            vault.write("new", {})

    @pytest.mark.parametrize("size", [0, 10, 100])
    def test_a_truncated_key_is_damaged(self, home: Path, size: int) -> None:
        key = home / "vault" / "key"
        key.write_bytes(key.read_bytes()[:size])
        assert refused(home) == "record_damaged"

    def test_records_without_any_key_or_note(self, lost: Path) -> None:
        (lost / "vault" / "custody.json").unlink()
        vault = Vault(str(lost))
        assert vault.status()["state"] == "key_missing"
        with pytest.raises(CompanionError, match="key_missing"):
            vault.write("new", {})

    def test_erase_is_the_fresh_start(self, lost: Path) -> None:
        vault = Vault(str(lost))
        assert key_management.erase(vault) == "absent"
        assert vault.status() == {"custody": "keyfile", "state": "empty", "records": 0}
        vault.write(SESSION, {"n": 1})
        assert vault.read(SESSION) == {"n": 1}


class TestLinksOwnersModes:
    @pytest.fixture(autouse=True)
    def _one_record(self, vault: Vault) -> None:
        vault.write(SESSION, TOKENS)

    @pytest.mark.parametrize("name", ["vault", "vault/key", "vault/custody.json", "record"])
    def test_loose_modes_are_refused(self, home: Path, name: str) -> None:
        path = sealed_files(home)[0] if name == "record" else home / name
        path.chmod(path.stat().st_mode | 0o004)
        assert refused(home) == "storage_unsafe"

    @pytest.mark.parametrize("name", ["", "vault", "vault/key", "vault/custody.json", "record"])
    def test_links_are_refused(self, home: Path, tmp_path: Path, name: str) -> None:
        path = sealed_files(home)[0] if name == "record" else home / name
        path.rename(tmp_path / "moved")
        path.symlink_to(tmp_path / "moved")
        assert refused(home) == "storage_unsafe"

    def test_a_linked_lock_is_refused(self, home: Path, tmp_path: Path, vault: Vault) -> None:
        lock = home / "locks" / "vault.lock"
        lock.unlink()
        lock.symlink_to(tmp_path / "precious")
        with pytest.raises(CompanionError, match="storage_unsafe"):
            vault.write(SESSION, {})
        assert not (tmp_path / "precious").exists()

    def test_a_home_others_may_write_is_refused(self, home: Path) -> None:
        home.chmod(0o777)
        assert refused(home) == "storage_unsafe"
