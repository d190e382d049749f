"""One window at a time for all hosts of a data folder, and none again that its owner dismissed."""

from __future__ import annotations

import errno
import fcntl
import os
from typing import TYPE_CHECKING

import pytest

from native_host.vault.backends import prompt
from native_host.vault.backends.prompt import UnlockPrompt
from native_host.wire.errors import CompanionError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Owner:
    """Whoever sits at the screen; `windows` counts those they saw."""

    def __init__(self, *, dismisses: bool = False) -> None:
        self.dismisses, self.windows = dismisses, 0

    def show(self) -> bool:
        self.windows += 1
        return not self.dismisses


def asked(host: UnlockPrompt, show: Callable[[], bool], session: str = "login 1") -> str | None:
    """The reason or name with which it is refused, None if it is answered."""
    try:
        host.ask(session, lambda: True, show)
    except CompanionError as error:
        return str(error.data.get("reason") or error.name)
    finally:
        assert host.since is None
    return None


def test_while_it_is_open_the_process_knows_since_when(home: Path) -> None:
    host = UnlockPrompt(str(home))
    assert asked(host, lambda: host.since is not None) is None


def test_the_next_host_waits_for_its_turn_and_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompt, "OPEN_SECONDS", 0.05)
    one, other, owner = UnlockPrompt(str(home)), UnlockPrompt(str(home)), Owner()
    refusals = []

    def meanwhile() -> bool:
        refusals.append(asked(other, owner.show))
        return True

    assert asked(one, meanwhile) is None
    assert (refusals, owner.windows) == (["keychain_waiting"], 0)
    assert asked(other, owner.show) is None
    assert (home / "locks" / "keychain.lock").exists(), "hosts of another release wait for the same"


def test_what_has_been_unlocked_meanwhile_needs_no_window(home: Path) -> None:
    owner = Owner(dismisses=True)
    UnlockPrompt(str(home)).ask("login 1", lambda: False, owner.show)
    assert owner.windows == 0


@pytest.mark.parametrize("full", [False, True], ids=["", "on a full disk"])
def test_a_dismissal_counts_for_the_session_until_its_owner_asks(
    home: Path, monkeypatch: pytest.MonkeyPatch, full: bool
) -> None:
    def no_space(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    one, owner = UnlockPrompt(str(home)), Owner(dismisses=True)
    one.ask_again()  # nothing was dismissed yet
    with monkeypatch.context() as disk:
        if full:
            disk.setattr(os, "fsync", no_space)
        assert asked(one, owner.show) == "dismissed"
    assert asked(one, owner.show) == "dismissed"
    assert owner.windows == 1
    if not full:
        assert asked(UnlockPrompt(str(home)), owner.show) == "dismissed", "every host leaves them alone"
        assert owner.windows == 1
    owner.dismisses = False
    assert asked(one, owner.show, "login 2") is None
    assert asked(one, owner.show) == "dismissed"
    one.ask_again()
    assert asked(one, owner.show) is None
    assert asked(UnlockPrompt(str(home)), owner.show) is None


def test_a_dismissal_is_told_in_words() -> None:
    error = prompt.dismissed()
    assert error.name == "keychain_unavailable"
    assert "its window was closed, or could not be shown" in error.message


def test_any_name_of_a_session_can_be_remembered(home: Path) -> None:
    owner = Owner(dismisses=True)
    for _ in range(2):
        assert asked(UnlockPrompt(str(home)), owner.show, "Sitzung ä") == "dismissed"
    assert owner.windows == 2, "what is not ASCII can't be compared, and asks again"


def test_a_marker_of_something_else_is_no_dismissal(home: Path) -> None:
    owner = Owner()
    assert asked(UnlockPrompt(str(home)), owner.show) is None
    marker = home / "locks" / "keychain.dismissed"
    marker.touch(0o600)
    marker.write_bytes(b"\xff\xfe")
    assert asked(UnlockPrompt(str(home)), owner.show) is None


def test_a_folder_without_locks_shows_its_window_all_the_same(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def flock(_descriptor: int, _operation: int) -> None:  # as the kernel answers there
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))

    monkeypatch.setattr(fcntl, "flock", flock)
    owner = Owner()
    assert asked(UnlockPrompt(str(home)), owner.show) is None
    assert owner.windows == 1
