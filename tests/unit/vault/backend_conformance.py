"""What holds for every custody backend; each backend's tests subclass this."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from native_host.vault.keyset import Keyset

if TYPE_CHECKING:
    from collections.abc import Callable

    from native_host.vault.backends.protocol import KeyBackend

PASSPHRASE = "correct horse battery stäple"


class CustodyConformance:
    """Subclasses give the fixture `fresh`: opens the same place anew, as another process would."""

    @pytest.fixture
    def opened(self, fresh: Callable[[], KeyBackend]) -> Callable[[], KeyBackend]:
        def unlocked() -> KeyBackend:
            custody = fresh()
            custody.unlock(PASSPHRASE)
            return custody

        return unlocked

    def test_nothing_stored_is_none(self, opened: Callable[[], KeyBackend]) -> None:
        assert opened().load() is None

    def test_another_process_gets_what_was_stored(self, opened: Callable[[], KeyBackend]) -> None:
        ring = Keyset.fresh().dump()
        opened().store(ring)
        assert opened().load() == ring

    def test_the_same_object_gets_what_it_stored(self, opened: Callable[[], KeyBackend]) -> None:
        custody = opened()
        custody.store(b"first")
        custody.store(b"second")
        assert custody.load() == b"second"

    def test_storing_replaces(self, opened: Callable[[], KeyBackend]) -> None:
        opened().store(Keyset.fresh().dump())
        second = Keyset.fresh().dump()
        opened().store(second)
        assert opened().load() == second

    def test_a_full_ring_fits(self, opened: Callable[[], KeyBackend]) -> None:
        ring = Keyset.fresh()
        for _ in range(20):
            ring = ring.renewed()
        assert len(ring.dump()) <= 1280
        opened().store(ring.dump())
        assert opened().load() == ring.dump()

    def test_forgotten_is_gone_and_can_be_stored_again(self, opened: Callable[[], KeyBackend]) -> None:
        opened().store(b"first")
        assert opened().forget() in {"removed", "trashed"}
        assert opened().load() is None
        opened().store(b"second")
        assert opened().load() == b"second"

    def test_forgetting_nothing_is_fine(self, opened: Callable[[], KeyBackend]) -> None:
        assert opened().forget() == "absent"
        assert opened().forget() == "absent"

    def test_its_repr_tells_nothing(self, opened: Callable[[], KeyBackend]) -> None:
        custody = opened()
        custody.store(b"the ring itself")
        assert "the ring itself" not in repr(custody)
        assert PASSPHRASE not in repr(custody)
