"""What other processes do with the vault meanwhile is followed."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from native_host.vault import key_management, metadata_recovery
from native_host.vault.backends.keyfile import KeyFile
from native_host.vault.vault import Vault
from native_host.wire.errors import CompanionError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SESSION = "session:https://autolab.example.edu"
TOKENS = {"access_token": "a-token", "refresh_token": "r-token"}


class TestOtherProcesses:
    """Two vaults over one folder stand for two processes; tests/faults starts real ones."""

    @pytest.fixture
    def other(self, home: Path, vault: Vault) -> Vault:
        vault.write(SESSION, TOKENS)
        other = Vault(str(home))
        assert other.read(SESSION) == TOKENS
        return other

    def test_a_rekey_elsewhere_is_followed(self, vault: Vault, other: Vault, home: Path) -> None:
        box = other.seal("row", b"plain")
        assert key_management.rekey(vault) == {"resealed": 1, "set_aside": 0, "unreadable": 0}
        assert other.read(SESSION) == TOKENS
        assert other.unseal("row", vault.seal("row", b"new")) == b"new"
        assert vault.unseal("row", box) == b"plain"
        assert other.seal("row", b"plain")[:13] == vault.seal("row", b"plain")[:13] != box[:13]
        other.write(SESSION, {"n": 1})
        assert Vault(str(home)).read(SESSION) == {"n": 1}

    def test_an_erase_elsewhere_is_followed(self, vault: Vault, other: Vault) -> None:
        key_management.erase(vault)
        assert other.read(SESSION) is None
        assert other.status()["state"] == "empty"
        other.write(SESSION, {"n": 1})
        assert vault.read(SESSION) == {"n": 1}

    def test_a_moved_key_is_followed(self, vault: Vault, other: Vault) -> None:
        key_management.move_key(vault, "passphrase", "correct horse")
        with pytest.raises(CompanionError, match="vault_locked"):
            other.read(SESSION)
        other.unlock("correct horse")
        assert other.read(SESSION) == TOKENS
        key_management.move_key(other, "keyfile")
        assert vault.read(SESSION) == TOKENS


class TestBetweenTheTwoLooks:
    """Another process acts after the look at the metadata and before the one at the key."""

    @pytest.fixture
    def meanwhile(self, vault: Vault, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
        vault.write(SESSION, TOKENS)
        load = KeyFile.load

        def meanwhile(change: Callable[[], object], times: int = 1) -> None:
            left = iter(range(times))

            def late(custody: KeyFile) -> bytes | None:
                if next(left, None) is not None:
                    change()
                return load(custody)

            monkeypatch.setattr(KeyFile, "load", late)

        return meanwhile

    def test_it_erases(self, home: Path, vault: Vault, meanwhile: Callable[..., None]) -> None:
        meanwhile(lambda: key_management.erase(vault))
        assert Vault(str(home)).read(SESSION) is None

    def test_it_erases_and_begins_anew(
        self, home: Path, vault: Vault, meanwhile: Callable[..., None]
    ) -> None:
        def change() -> None:
            key_management.erase(vault)
            vault.write("new", TOKENS)

        meanwhile(change)
        assert Vault(str(home)).read("new") == TOKENS

    def test_it_moves_the_key(self, home: Path, vault: Vault, meanwhile: Callable[..., None]) -> None:
        meanwhile(lambda: key_management.move_key(vault, "passphrase", "correct horse"))
        with pytest.raises(CompanionError, match="vault_locked"):
            Vault(str(home)).read(SESSION)

    def test_it_never_stops(self, home: Path, meanwhile: Callable[..., None]) -> None:
        note = home / "vault" / "custody.json"
        (home / "vault" / "key").unlink()

        def change() -> None:
            note.write_text(json.dumps({**json.loads(note.read_text()), "key": os.urandom(8).hex()}))

        meanwhile(change, times=10)
        with pytest.raises(CompanionError, match="key_missing"):
            Vault(str(home)).read(SESSION)


def test_its_first_use_ends_while_ours_looks_for_a_key(
    home: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTOLAB_COMPANION_CUSTODY", "keyfile")

    home.mkdir(mode=0o700)
    look = metadata_recovery.key_ids

    def none_yet(_folder: str) -> set[bytes]:
        monkeypatch.setattr(metadata_recovery, "key_ids", look)
        vault.write(SESSION, TOKENS)
        return set()

    monkeypatch.setattr(metadata_recovery, "key_ids", none_yet)
    ours = Vault(str(home))
    assert vault.unseal("row", ours.seal("row", b"plain")) == b"plain"
    assert ours.read(SESSION) == TOKENS
