"""Learned limits outlive the host that learned them, and nothing about them is worth an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from native_host.autolab.headers import RateHint
from native_host.autolab.pacing import FINE_FOR, Pacer, Priority, Ticket
from native_host.pacing_memory import PacingMemory
from native_host.vault.vault import Vault

if TYPE_CHECKING:
    from pathlib import Path

SERVER, OTHER = "https://autolab.example.edu", "https://autolab.example.org"
NOW = 1_795_470_370.0


@pytest.fixture
def vault(companion_home: Path) -> Vault:
    return Vault(str(companion_home))


def learnt(count: int) -> Pacer:
    """A pacer that was refused once, and has sent `count` requests in the next window."""
    pacer = Pacer()
    pacer.throttled("api", NOW, RateHint())
    for _ in range(count):
        pacer.enqueue(Ticket("api", Priority.SHOWN))
    for ticket in pacer.admit(NOW + 40):
        pacer.remove(ticket)
    return pacer


def free(pacer: Pacer, now: float) -> bool:
    """Whether a request could go at once."""
    return pacer.delay_of(Ticket("api", Priority.SHOWN), now) == 0


def test_the_next_host_knows_the_limit_and_what_is_used_of_it(vault: Vault, companion_home: Path) -> None:
    memory, used_up = PacingMemory(vault, SERVER), learnt(0)
    for _ in range(10):
        used_up.enqueue(ticket := Ticket("api", Priority.SHOWN))
        assert used_up.admit(NOW + 40) == [ticket]
        used_up.remove(ticket)
        memory.keep(used_up.snapshot(NOW + 40, NOW + 40))
    again = Pacer(PacingMemory(Vault(str(companion_home)), SERVER).load(), now=NOW + 41, wall=NOW + 41)
    assert again.limited
    assert not free(again, NOW + 41)
    assert free(again, NOW + 90)
    assert not Pacer(PacingMemory(vault, OTHER).load()).limited


def test_limits_that_were_not_needed_for_long_are_dropped_in_a_later_life_too(vault: Vault) -> None:
    PacingMemory(vault, SERVER).keep(learnt(1).snapshot(NOW, NOW))
    later = Pacer(PacingMemory(vault, SERVER).load(), now=0.0, wall=NOW + FINE_FOR - 60)
    later.admit(0.0)
    assert later.limited
    later.admit(120.0)
    assert not later.limited


def test_nothing_known_damage_and_a_removed_server_are_a_fresh_start(
    vault: Vault, companion_home: Path
) -> None:
    memory = PacingMemory(vault, SERVER)
    assert memory.load() is None
    memory.keep(learnt(1).snapshot(NOW, NOW))
    memory.forget()
    assert memory.load() is None
    memory.keep(learnt(1).snapshot(NOW, NOW))
    for file in (companion_home / "vault").glob("*.sealed"):
        file.write_bytes(b"x" + file.read_bytes()[1:])
    assert memory.load() is None
    assert not Pacer(memory.load()).limited
