"""The custodies that keep the key in a file: conformance, and what is theirs alone."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from native_host.vault.backends import keyfile, passphrase
from native_host.wire.errors import CompanionError

from .backend_conformance import PASSPHRASE, CustodyConformance

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RECOMMENDED = passphrase.COST


class TestKeyFile(CustodyConformance):
    @pytest.fixture
    def fresh(self, tmp_path: Path) -> Callable[[], keyfile.KeyFile]:
        return lambda: keyfile.KeyFile(str(tmp_path / "key"))

    def test_only_its_owner_may_read_it(self, tmp_path: Path, fresh: Callable[[], keyfile.KeyFile]) -> None:
        fresh().store(b"ring")
        assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


class TestPassphrase(CustodyConformance):
    @pytest.fixture
    def fresh(self, tmp_path: Path) -> Callable[[], passphrase.Passphrase]:
        return lambda: passphrase.Passphrase(str(tmp_path / "key.passphrase"))

    @pytest.fixture
    def stored(self, tmp_path: Path, opened: Callable[[], passphrase.Passphrase]) -> Path:
        opened().store(b"ring")
        return tmp_path / "key.passphrase"

    @pytest.mark.usefixtures("stored")
    def test_locked_until_unlocked(self, fresh: Callable[[], passphrase.Passphrase]) -> None:
        with pytest.raises(CompanionError, match="vault_locked"):
            fresh().load()
        with pytest.raises(CompanionError, match="vault_locked"):
            fresh().store(b"ring")

    @pytest.mark.usefixtures("stored")
    @pytest.mark.parametrize(
        "wrong", ["", "correct horse", PASSPHRASE + " ", PASSPHRASE.upper(), "\ud800", "x" * 10_000]
    )
    def test_a_wrong_passphrase_is_called_wrong(
        self, fresh: Callable[[], passphrase.Passphrase], wrong: str
    ) -> None:
        custody = fresh()
        custody.unlock(wrong)
        with pytest.raises(CompanionError, match="passphrase_wrong"):
            custody.load()

    @pytest.mark.usefixtures("stored")
    def test_the_same_word_composed_differently_opens(
        self, fresh: Callable[[], passphrase.Passphrase]
    ) -> None:
        custody = fresh()
        custody.unlock(PASSPHRASE.replace("ä", "a\u0308"))
        assert custody.load() == b"ring"

    def test_neither_ring_nor_passphrase_stands_in_the_file(self, stored: Path) -> None:
        content = stored.read_bytes()
        assert b"ring" not in content
        assert b"72696e67" not in content  # "ring" in hex
        assert b"horse" not in content

    @pytest.mark.parametrize(
        "change",
        [
            {"format": "one"},
            {"sealed": "00"},
            {"sealed": "no hex"},
            {"scrypt": {}},
            {"scrypt": {"n": 2**30, "r": 8, "p": 1, "salt": "00"}},
            {"scrypt": {"n": 1000, "r": 8, "p": 1, "salt": "00"}},
            {"scrypt": {"n": 1024, "r": -1, "p": 1, "salt": "00"}},
            {"scrypt": {"n": 1024, "r": 8, "p": 1.5, "salt": "00"}},
            {"scrypt": {"n": 1, "r": 8, "p": 1, "salt": "00"}},
            {"scrypt": {"n": 1024, "r": 0, "p": 1, "salt": "00"}},
            {"scrypt": {"n": 1024, "r": 9, "p": 1, "salt": "00"}},
            {"scrypt": {"n": 2**20, "r": 16, "p": 1, "salt": "00"}},
            {"scrypt": {"n": 1024, "r": 8, "p": 9, "salt": "00"}},
            {"scrypt": {"n": 1024, "r": 8, "p": 1, "salt": 0}},
        ],
    )
    def test_an_altered_file_is_damaged(
        self, stored: Path, opened: Callable[[], passphrase.Passphrase], change: dict[str, object]
    ) -> None:
        stored.write_text(json.dumps({**json.loads(stored.read_text()), **change}))
        with pytest.raises(CompanionError, match="record_damaged"):
            opened().load()

    @pytest.mark.parametrize("cost", [{"n": 2, "r": 1, "p": 1}, {"n": 2**10, "r": 8, "p": 8}])
    def test_a_file_of_any_sensible_cost_opens(
        self,
        opened: Callable[[], passphrase.Passphrase],
        monkeypatch: pytest.MonkeyPatch,
        cost: dict[str, int],
    ) -> None:
        monkeypatch.setattr(passphrase, "COST", cost)
        opened().store(b"ring")
        assert opened().load() == b"ring"

    def test_a_passphrase_is_stretched_once_for_a_file(
        self, stored: Path, fresh: Callable[[], passphrase.Passphrase], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stretch, stretched = hashlib.scrypt, []

        def counted(typed: bytes, **cost: Any) -> bytes:
            stretched.append(cost["salt"])
            return stretch(typed, **cost)

        monkeypatch.setattr(hashlib, "scrypt", counted)
        custody = fresh()
        custody.unlock(PASSPHRASE)
        for _ in range(2):
            assert custody.load() == b"ring"
        assert len(stretched) == 1
        custody.store(b"another")
        assert custody.load() == b"another"
        assert len(stretched) == len(set(stretched)) == 2, "each time with a new salt"

    def test_what_is_stored_twice_opens_elsewhere(self, opened: Callable[[], passphrase.Passphrase]) -> None:
        custody = opened()
        custody.store(b"first")
        custody.store(b"second")
        assert opened().load() == b"second"

    @pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"null", b'"x"'])
    def test_a_file_of_something_else_is_damaged(
        self, stored: Path, opened: Callable[[], passphrase.Passphrase], content: bytes
    ) -> None:
        stored.write_bytes(content)
        with pytest.raises(CompanionError, match="record_damaged") as caught:
            opened().load()
        assert caught.value.data["detail"] == "the file with the locked key"

    def test_a_newer_file_asks_for_an_update(
        self, stored: Path, opened: Callable[[], passphrase.Passphrase]
    ) -> None:
        stored.write_text(json.dumps({**json.loads(stored.read_text()), "format": 2}))
        with pytest.raises(CompanionError, match="format_newer"):
            opened().load()


def test_users_get_the_recommended_cost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passphrase, "COST", RECOMMENDED)
    custody = passphrase.Passphrase(str(tmp_path / "key.passphrase"))
    custody.unlock(PASSPHRASE)
    custody.store(b"ring")
    assert json.loads((tmp_path / "key.passphrase").read_text())["scrypt"]["n"] == 2**17
    assert custody.load() == b"ring"
