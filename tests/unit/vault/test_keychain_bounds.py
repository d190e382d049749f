"""Whatever a keychain does, its asker gets an answer in time; the keychain is the one in memory."""

from __future__ import annotations

import json
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

import pytest

from native_host.vault.backends import keychain, keyring_library
from native_host.vault.backends.keychain import Keychain
from native_host.vault.key_store import KeyStore
from native_host.vault.vault import Vault
from native_host.wire.errors import CompanionError

from .keyring_in_memory import Keyring

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Asking(Keyring):
    """Shows a window at each use, until its owner `answers`; `failure` is what it raises afterwards."""

    answers: ClassVar[threading.Event]
    opened: ClassVar[threading.Event]
    threads: ClassVar[list[threading.Thread]]
    failure: ClassVar[Exception | None] = None

    def _open(self) -> None:
        self.threads.append(threading.current_thread())
        self.opened.set()
        self.answers.wait()
        if self.failure:
            raise self.failure


@pytest.fixture(autouse=True)
def _keyring_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("AUTOLAB_COMPANION_CUSTODY")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'nobody'}")
    monkeypatch.setitem(keyring_library.BACKENDS, sys.platform, (__name__, "Asking"))
    monkeypatch.setattr(Asking, "kept", {("autolab-companion id", "vault key"): "its ring"})
    for name, value in (("answers", threading.Event()), ("opened", threading.Event()), ("threads", [])):
        monkeypatch.setattr(Asking, name, value, raising=False)
    Asking.answers.set()


def refused(use: Callable[[], object]) -> tuple[str, object]:
    """(name, reason) of the refusal."""
    with pytest.raises(CompanionError) as caught:
        use()
    return caught.value.name, caught.value.data.get("reason")


def asking(home: Path) -> Keychain:
    """A keychain in use for a while, which has now a window to show."""
    custody = Keychain("id", str(home))
    custody.load()  # what is slow the first time is over
    custody._seconds = 0.4
    for event in (Asking.answers, Asking.opened):
        event.clear()
    Asking.threads.clear()
    return custody


def test_who_waits_at_a_window_gets_its_answer(home: Path) -> None:
    """Long after a keychain that asks nobody would have been given up."""
    custody = asking(home)
    threading.Timer(0.7, Asking.answers.set).start()
    assert custody.load() == b"its ring"
    assert all(thread.daemon for thread in Asking.threads), "an open window must not keep a host from ending"


def test_a_window_that_nobody_answers_is_given_up_and_stays(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    custody = asking(home)
    monkeypatch.setattr(keychain, "WINDOW_SECONDS", 0.8)
    assert refused(custody.load) == ("keychain_waiting", None)
    assert refused(custody.load) == ("keychain_waiting", None)
    assert len(Asking.threads) == 1, "no second thread stands in the line of the first"
    monkeypatch.setattr(keychain, "WINDOW_SECONDS", 30.0)
    (waiting,) = Asking.threads
    Asking.answers.set()
    waiting.join()
    assert custody.load() == b"its ring"


def test_a_second_asker_shares_what_is_left_of_the_window(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    custody = asking(home)
    monkeypatch.setattr(keychain, "WINDOW_SECONDS", 1.0)
    answers: list[bytes | None] = []
    askers = [threading.Thread(target=lambda: answers.append(custody.load())) for _ in range(2)]
    askers[0].start()
    Asking.opened.wait()
    askers[1].start()
    threading.Timer(0.5, Asking.answers.set).start()
    for asker in askers:
        asker.join()
    assert answers == [b"its ring", b"its ring"]


def test_what_its_asker_gave_up_is_not_stored_later(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands behind an open window; by the time that is answered, the vault has its key elsewhere."""
    custody = asking(home)
    first = threading.Thread(target=lambda: _quiet(custody.load))
    first.start()
    Asking.opened.wait()
    monkeypatch.setattr(keychain, "WINDOW_SECONDS", 0.05)
    assert refused(lambda: custody.store(b"late"))[0] == "keychain_waiting"
    monkeypatch.setattr(keychain, "WINDOW_SECONDS", 30.0)
    Asking.answers.set()
    first.join()
    assert custody.load() == b"its ring"


def _quiet(use: Callable[[], object]) -> None:
    with suppress(CompanionError):
        use()


def test_a_library_that_fails_is_told_by_the_type_of_its_error(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Asking, "failure", ValueError("it quotes what it was to store"))
    custody = Keychain("id", str(home))
    assert refused(lambda: custody.store(b"ring")) == ("keychain_unavailable", "failed")
    with pytest.raises(CompanionError, match="ValueError") as caught:
        custody.load()
    assert "quotes" not in json.dumps(caught.value.as_json())


def test_a_keychain_that_has_gone_is_looked_for_anew(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when the session's bus hangs up."""
    custody = Keychain("id", str(home))
    assert custody.load() == b"its ring"
    with monkeypatch.context() as gone:
        gone.setattr(Asking, "failure", ConnectionError())
        gone.delitem(keyring_library.BACKENDS, sys.platform)
        for _ in range(2):
            assert refused(custody.load) == ("keychain_unavailable", "none")
    assert custody.load() == b"its ring"


def test_a_session_without_one_is_told_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(keyring_library.BACKENDS, sys.platform)
    with pytest.raises(CompanionError, match="this session has none"):
        Keychain("id", str(home)).load()


def test_a_backend_that_says_it_cannot_work_here_is_none(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Asking, "viable", False)
    assert refused(Keychain("id", str(home)).load) == ("keychain_unavailable", "none")


def test_a_vault_keeps_its_key_under_its_own_id(home: Path) -> None:
    Vault(str(home)).write("a", {"n": 1})
    vault_id = json.loads((home / "vault" / "custody.json").read_text())["vault"]
    assert ("autolab-companion " + vault_id, "vault key") in Asking.kept


def test_a_first_use_waits_as_long_as_it_says(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert KeyStore(str(home)).keychain("a", 0.5)._seconds == 0.5
    assert KeyStore(str(home)).keychain("a")._seconds == keychain.ANSWER_SECONDS


@pytest.mark.parametrize("note", ["", "{"], ids=["new", "damaged"])
def test_asking_again_is_for_folders_that_are_there(home: Path, note: str) -> None:
    Vault(str(home)).ask_again()
    assert not home.exists()
    home.mkdir()
    home.chmod(0o755)  # others may see it
    if note:
        (home / "vault").mkdir(mode=0o700)
        (home / "vault" / "custody.json").touch(0o600)
        (home / "vault" / "custody.json").write_text(note)
    key_store = KeyStore(str(home))
    other = key_store.keychain("id")
    other._prompt._dismissed_here = key_store.keychain("")._prompt._dismissed_here = "login"
    key_store.ask_again()
    assert {each._prompt._dismissed_here for each in (other, key_store.keychain(""))} == {None}


def test_who_has_the_key_in_a_file_is_spared_the_keychain(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTOLAB_COMPANION_CUSTODY", "keyfile")
    Vault(str(home)).write("a", {"n": 1})
    monkeypatch.setitem(sys.modules, keychain.__name__, None)  # to import it would fail
    Vault(str(home)).ask_again()
