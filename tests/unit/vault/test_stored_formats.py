"""What an earlier release put on the disk is read, found under its name and continued by this one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from native_host.vault import key_management
from native_host.vault.backends.passphrase import Passphrase
from native_host.vault.key_metadata import KeyMetadata
from native_host.vault.keyset import Keyset
from native_host.vault.vault import Vault
from native_host.wire.errors import CompanionError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOTE = b'{"format": 1, "custody": "keyfile", "vault": "1ab7aff689fb009e", "leaving": null, "key": "2f57ce84a0b0cea4"}'
KEY = (
    b'{"format": 1, "names": "f692c9245a355c0a4e0cf81c0b2fcb9aedff5ddd454d44b25627cd476898fe19", "keys": '
    b'["f3d5353b26baa290f94dda74d18b31b75258fef2d810ba07c91e351fdb84ed1e"], "check": "937d7ca59c4b2a1f"}'
)
RECORD = "316e398110e2ed8efb7269968e4b1916.sealed"
SEALED_RECORD = (
    "414c4356012f57ce84a0b0cea4b2242e88536442f878c4b841fe5f49899e37727a41084305c9251e2374162cfd67ffdc7856"
    "8b23711239ff2eb3ad80dec1eea64bfc33211f36cb"
)
SEALED_ROW = "414c4356012f57ce84a0b0cea475c8fae5edcc3d447a90a843d0d03315c5359bd9ecd28e3c4fa97833c0756ed065"
LOCK = "f95058183b568172801c80042694a9cc.lock"
KEY_BEHIND_A_PASSPHRASE = (
    b'{"format": 1, "scrypt": {"n": 1024, "r": 8, "p": 1, "salt": "afacfe95ce2ac1809f15c09a86d87cab"}, "sealed": '
    b'"414c435601bdb848187f86d48eddd7a36622b73baa97ecb8d3f31c9f4c9f64079a8b7c847c90f0876f7e587ec3efb3812758361e646df'
    b"12a0e6ce3a6abe9963457aa2fea2142565cb1bee993afc85da343bb3326d78086ba1f33a715bed1cb56f778bc1d769d732c2028b96dcadc"
    b"6756dd4b41855593cb9ae51275f296e1f0292a11224e98e5bc243f20f86174301a538ac72da5dc1d30a4c7d1053f2e01ad50e9740b124b0"
    b"73f58e08d0d08970624b296218104169740a44b83e96b2541c1303ea42682c1ac9de11cba26d0807797d252299e490b24cc3fbd86623747"
    b'2b4f1005b5a8997c434511ea990cf1b47a"}'
)


def put(path: Path, content: bytes) -> None:
    path.touch(0o600)
    path.write_bytes(content)


@pytest.fixture
def earlier(home: Path) -> Vault:
    """The vault of an earlier release."""
    (home / "vault").mkdir(parents=True, mode=0o700)
    for name, content in (("custody.json", NOTE), ("key", KEY), (RECORD, bytes.fromhex(SEALED_RECORD))):
        put(home / "vault" / name, content)
    return Vault(str(home))


def test_its_records_are_read_and_rewritten_in_place(home: Path, earlier: Vault) -> None:
    assert earlier.records() == ["a"]
    assert earlier.read("a") == {"n": 1}
    earlier.write("a", {"n": 2})
    assert [path.name for path in (home / "vault").glob("*.sealed")] == [RECORD]
    assert earlier.read("a") == {"n": 2}
    assert (home / "vault" / "custody.json").read_bytes() == NOTE


@pytest.mark.parametrize("key", [{"key": None}, {}], ids=["null", "missing"])
def test_a_note_that_does_not_name_the_key_does_so_after_a_write(
    home: Path, earlier: Vault, key: dict[str, None]
) -> None:
    note = home / "vault" / "custody.json"
    card = json.loads(NOTE)
    del card["key"]
    note.write_text(json.dumps(card | key))
    assert earlier.read("a") == {"n": 1}
    assert json.loads(note.read_text()) == card | key
    earlier.write("a", {"n": 2})
    assert note.read_bytes() == NOTE
    assert earlier.read("a") == {"n": 2}


def test_its_rows_open_under_the_same_names(earlier: Vault) -> None:
    assert earlier.unseal("row", bytes.fromhex(SEALED_ROW)) == b"plain"
    assert earlier.fingerprint("row", "zoe").hex() == "40fddd573d8577f624d118ff09c7d229"


def test_its_processes_wait_for_the_same_locks(home: Path, earlier: Vault) -> None:
    with earlier.lock("refresh"), earlier.exclusive():
        assert {path.name for path in (home / "locks").iterdir()} == {LOCK, "vault.lock"}


def test_it_could_read_what_is_written_now(home: Path, earlier: Vault) -> None:
    assert Keyset.parse(KEY).dump() == KEY
    note = KeyMetadata.read(str(home / "vault"))
    assert note
    assert not note.recovered
    note.write(str(home))
    assert (home / "custody.json").read_bytes() == NOTE


@pytest.mark.parametrize(
    "change",
    [
        {"format": "one"},
        {"custody": "under-the-mat"},
        {"custody": None},
        {"vault": ""},
        {"vault": 5},
        {"vault": None},
        {"leaving": "under-the-mat"},
        {"leaving": ""},
        {"key": "no hex"},
        {"key": 5},
    ],
)
def test_a_note_that_says_something_else_is_damaged(
    home: Path, earlier: Vault, change: dict[str, object]
) -> None:
    assert_damaged(home / "vault" / "custody.json", json.dumps(json.loads(NOTE) | change))


@pytest.mark.parametrize("content", ["", "{", "[]", "5", "null", "{}", '"x"'])
def test_what_is_no_note_is_damaged(home: Path, earlier: Vault, content: str) -> None:
    assert_damaged(home / "vault" / "custody.json", content)


def assert_damaged(note: Path, content: str) -> None:
    note.write_text(content)
    with pytest.raises(CompanionError, match="custody_damaged") as caught:
        KeyMetadata.read(str(note.parent))
    assert caught.value.data["path"] == str(note)


@pytest.mark.parametrize(
    "begin",
    [
        lambda vault: vault.write("a", {}),
        lambda vault: vault.seal("row", b"plain"),
        lambda vault: key_management.move_key(vault, "keyfile"),
    ],
    ids=["with a record", "with a row", "with a key"],
)
def test_it_could_read_the_note_of_a_new_vault(
    home: Path, vault: Vault, begin: Callable[[Vault], object]
) -> None:
    begin(vault)
    card = json.loads((home / "vault" / "custody.json").read_bytes())
    assert [*card] == [*json.loads(NOTE)]
    assert (card["format"], card["custody"], card["leaving"]) == (1, "keyfile", None)
    assert len(bytes.fromhex(card["vault"])) == len(bytes.fromhex(card["key"])) == 8


def test_its_passphrase_opens_the_key(home: Path) -> None:
    home.mkdir()
    put(home / "key.passphrase", KEY_BEHIND_A_PASSPHRASE)
    custody = Passphrase(str(home / "key.passphrase"))
    custody.unlock("correct house")
    with pytest.raises(CompanionError, match="passphrase_wrong"):
        custody.load()
    custody.unlock("correct horse")
    assert custody.load() == KEY
