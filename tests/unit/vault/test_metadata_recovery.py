"""Where the key is when its note is not: worked out from what lies there, or not at all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from native_host.vault import key_management, sealed
from native_host.vault.keyset import Keyset
from native_host.vault.metadata_recovery import key_ids, recovered_metadata
from native_host.vault.vault import Vault
from native_host.wire.errors import CompanionError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from native_host.vault.key_metadata import KeyMetadata

OURS, ANOTHERS = Keyset.fresh(), Keyset.fresh()
KEPT = [("broken", b"no ring"), ("another", ANOTHERS.dump()), ("ours", OURS.dump())]
DAMAGE = CompanionError("custody_damaged", path="custody.json")


def kept() -> list[tuple[str, bytes]]:
    return KEPT


def locked() -> list[tuple[str, bytes]]:
    raise CompanionError("keychain_unavailable", detail="its window was closed", reason="dismissed")


def none_here() -> list[tuple[str, bytes]]:
    raise CompanionError("keychain_unavailable", detail="this session has none", reason="none")


def recovered(
    home: Path, keychain: Callable[[], list[tuple[str, bytes]]] = kept, damage: CompanionError | None = None
) -> KeyMetadata | None:
    return recovered_metadata(str(home / "vault"), str(home), keychain, damage)


@pytest.fixture
def folder(home: Path) -> Path:
    (home / "vault").mkdir(parents=True, mode=0o700)
    return home / "vault"


def put(path: Path, content: bytes) -> None:
    path.touch(0o600)
    path.write_bytes(content)


def in_receipts(home: Path, suffix: str = "") -> None:
    """As SQLite writes a row: somewhere among its own bytes."""
    put(home / f"receipts.sqlite{suffix}", b"SQLite..." + OURS.seal(b"row", b"plain") + b"...")


@pytest.mark.parametrize("place", ["record", "receipts", "receipts not yet moved over"])
def test_the_ring_that_opens_what_is_kept_is_ours(home: Path, folder: Path, place: str) -> None:
    if place == "record":
        put(folder / "1.sealed", OURS.seal(b"row", b"plain"))
    else:
        in_receipts(home, "" if place == "receipts" else "-wal")
    note = recovered(home)
    assert note
    assert (note.custody, note.vault_id, note.recovered, note.leaving) == ("keychain", "ours", True, None)


def test_a_key_in_the_folder_is_found_before_anybody_is_asked(home: Path, folder: Path) -> None:
    put(folder / "1.sealed", OURS.seal(b"row", b"plain"))
    for name, custody in (("key.passphrase", "passphrase"), ("key", "keyfile")):
        put(folder / name, b"")
        note = recovered(home, locked)
        assert note
        assert (note.custody, len(note.vault_id), note.recovered) == (custody, 16, True)


def test_a_new_folder_has_no_note_and_asks_nobody(home: Path, folder: Path) -> None:
    assert recovered(home, locked) is None
    put(folder / "notes.txt", OURS.seal(b"row", b"plain"))
    assert recovered(home, locked) is None


@pytest.mark.parametrize("keychain", [none_here, lambda: KEPT[:2]], ids=["no keychain", "not in it"])
def test_what_is_sealed_without_a_trace_of_its_key(
    home: Path, folder: Path, keychain: Callable[[], list[tuple[str, bytes]]]
) -> None:
    put(folder / "1.sealed", OURS.seal(b"row", b"plain"))
    with pytest.raises(CompanionError) as caught:
        recovered(home, keychain)
    assert caught.value.name == "key_missing"
    with pytest.raises(CompanionError) as caught:
        recovered(home, keychain, DAMAGE)
    assert caught.value is DAMAGE


def test_a_damaged_note_alone_is_damage(home: Path, folder: Path) -> None:
    with pytest.raises(CompanionError) as caught:
        recovered(home, locked, DAMAGE)
    assert caught.value is DAMAGE


def test_a_keychain_that_may_have_it_is_no_lost_key(home: Path, folder: Path) -> None:
    put(folder / "1.sealed", OURS.seal(b"row", b"plain"))
    with pytest.raises(CompanionError) as caught:
        recovered(home, locked)
    assert caught.value.data["reason"] == "dismissed"


def test_damaged_and_newer_records_tell_no_key(folder: Path) -> None:
    put(folder / "1.sealed", b"")
    put(folder / "2.sealed", OURS.seal(b"row", b"plain"))
    put(folder / "3.damaged", ANOTHERS.seal(b"row", b"plain"))
    newer = bytearray(ANOTHERS.seal(b"row", b"plain"))
    newer[len(sealed.MAGIC)] = sealed.VERSION + 1
    put(folder / "4.sealed", bytes(newer))
    assert key_ids(str(folder)) == {OURS.active_id}


class TestWithoutANote:
    @pytest.fixture(autouse=True)
    def _a_record(self, vault: Vault) -> None:
        vault.write("a", {"n": 1})

    def test_repairing_writes_it_anew(self, home: Path, vault: Vault) -> None:
        note = home / "vault" / "custody.json"
        key = json.loads(note.read_text())["key"]
        note.write_text("{")
        key_management.repair(Vault(str(home)))
        assert (json.loads(note.read_text())["custody"], json.loads(note.read_text())["key"]) == (
            "keyfile",
            key,
        )

    def test_repairing_an_empty_folder_makes_nothing(self, home: Path, tmp_path: Path) -> None:
        key_management.repair(Vault(str(tmp_path / "new")))
        assert not (tmp_path / "new" / "vault").exists()

    def test_erasing_says_whether_a_key_may_be_left(self, home: Path) -> None:
        (home / "vault" / "key").unlink()
        (home / "vault" / "custody.json").unlink()
        assert key_management.erase(Vault(str(home))) == "absent", "nothing tells of one"
        vault = Vault(str(home))
        vault.write("a", {"n": 1})
        (home / "vault" / "key").unlink()
        (home / "vault" / "custody.json").write_text("{")
        outcome = key_management.erase(Vault(str(home)))
        assert isinstance(outcome, CompanionError)
        assert outcome.name == "custody_damaged"

    def test_every_resealed_record_is_counted(self, vault: Vault) -> None:
        vault.write("b", {"n": 2})
        assert key_management.rekey(vault)["resealed"] == 2

    def test_a_ring_renewed_behind_an_old_note_is_read_anew(self, home: Path, vault: Vault) -> None:
        """Whoever renewed it was killed before the note was written."""
        old = vault.seal("row", b"old")
        key = home / "vault" / "key"
        renewed = Keyset.parse(key.read_bytes()).renewed()
        key.write_bytes(renewed.dump())
        assert vault.unseal("row", renewed.seal(b"label:row", b"new")) == b"new"
        assert vault.unseal("row", old) == b"old"

    def test_locks_are_named_alike_in_every_host(self, home: Path, vault: Vault) -> None:
        lock = home / "locks" / f"{vault.fingerprint('lock', 'sign-in').hex()}.lock"
        with vault.lock("sign-in"):
            assert lock.exists()
            vault.discard_lock("sign-in")
            assert lock.exists(), "it is held"
        lock.touch(0o600)
        vault.discard_lock("sign-in")
        assert not lock.exists()
        vault.discard_lock("sign-in")

    def test_any_label_is_only_a_label(self, vault: Vault) -> None:
        assert vault.unseal("\ud800", vault.seal("\ud800", b"plain")) == b"plain"


def test_a_new_vault_opens_nothing(vault: Vault) -> None:
    with pytest.raises(CompanionError) as caught:
        vault.unseal("row", OURS.seal(b"label:row", b"plain"))
    assert caught.value.name == "key_missing"
