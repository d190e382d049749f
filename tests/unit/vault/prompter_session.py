"""Runs inside `dbus-run-session` with gnome-keyring and a display; test_keychain.py starts it. The window is real."""

from __future__ import annotations

import subprocess
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING

import secretstorage

from native_host.vault.vault import Vault
from native_host.wire.errors import CompanionError

from .gnome_keyring import PASSWORD, lock, prompts

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

PATIENCE = 20.0


def window() -> str:
    """Waits for the prompter's window; its id."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", "Unlock"],
            capture_output=True,
            text=True,
            check=False,
        )
        if found.stdout.strip():
            return found.stdout.split()[0]
        time.sleep(0.05)
    raise AssertionError("no window came up")


def answers(home: Path, *keys: list[str]) -> list[object]:
    """What five askers get, each a vault of its own as in five hosts, while `keys` go to the one window."""
    told: list[object] = []

    def ask() -> None:
        try:
            told.append(Vault(str(home)).read("a"))
        except CompanionError as error:
            told.append((error.name, error.data["reason"]))

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    window()
    for key in keys:
        subprocess.run(["xdotool", *key], check=True)
    for thread in threads:
        thread.join()
    return told


def test_one_window_for_all_and_none_after_it_was_dismissed(
    companion_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AUTOLAB_COMPANION_CUSTODY")
    vault = Vault(str(companion_home))
    vault.write("a", {"n": 1})
    with closing(secretstorage.dbus_init()) as bus:
        lock(bus)
        with prompts(bus) as shown:
            told = answers(companion_home, ["key", "Escape"])
            assert told == [("keychain_unavailable", "dismissed")] * 5
        assert len(shown) == 1
        vault.ask_again()
        with prompts(bus) as shown:
            assert answers(companion_home, ["type", PASSWORD.decode()], ["key", "Return"]) == [{"n": 1}] * 5
        assert len(shown) == 1
