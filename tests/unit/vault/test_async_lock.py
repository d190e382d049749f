"""The lock for code on an event loop: others go on while it waits, and it is the same lock."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest

from native_host.vault.async_lock import async_lock, try_lock
from native_host.vault.vault import Vault
from native_host.wire.errors import CompanionError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def other(home: Path, vault: Vault) -> Vault:
    """Another process's."""
    vault.fingerprint("there is a key")
    return Vault(str(home))


def test_a_try_takes_the_lock_or_nothing_and_never_waits(
    vault: Vault, other: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", lambda _seconds: pytest.fail("it waits"))
    held = try_lock(vault, "session")
    assert held is not None
    assert try_lock(other, "session") is None
    with pytest.raises(CompanionError, match="vault_busy"), other.lock("session", timeout=0):
        pass
    another = try_lock(other, "another session")
    assert another is not None, "it is a lock of its own"
    another.close()
    held.close()
    with other.lock("session", timeout=0):
        assert try_lock(vault, "session") is None


def test_what_keeps_every_lock_is_no_holder(home: Path, vault: Vault, other: Vault) -> None:
    (home / "vault" / "key").unlink()
    with pytest.raises(CompanionError, match="key_missing"):
        try_lock(Vault(str(home)), "session")


def test_who_waits_lets_others_go_on_and_comes_next(vault: Vault, other: Vault) -> None:
    async def scene() -> list[str]:
        steps: list[str] = []
        waiting = asyncio.Event()

        async def wait() -> None:
            async with async_lock(other, "session", on_busy=waiting.set):
                steps.append("second")

        async with async_lock(vault, "session"):
            task = asyncio.create_task(wait())
            await waiting.wait()
            steps.append("first")
        await task
        return steps

    assert asyncio.run(scene()) == ["first", "second"]


def test_patience_ends(vault: Vault, other: Vault) -> None:
    async def scene() -> None:
        async with async_lock(vault, "session"):
            for timeout in (0, 0.01):
                with pytest.raises(CompanionError, match="vault_busy"):
                    async with async_lock(other, "session", timeout, pause=0.001):
                        pass
        async with async_lock(other, "session", 0):
            pass

    asyncio.run(scene())


def test_who_is_told_that_it_is_busy_may_give_up(vault: Vault, other: Vault) -> None:
    def give_up() -> None:
        raise RuntimeError

    async def scene() -> None:
        async with async_lock(vault, "session"), async_lock(other, "session", on_busy=give_up):
            pass

    with pytest.raises(RuntimeError):
        asyncio.run(scene())
    with other.lock("session", timeout=0):
        pass
