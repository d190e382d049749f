"""Remembers a server's learned limits across restarts, without a disk write for every answer."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from .wire.errors import CompanionError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .vault.vault import Vault

PREFIX = "pacing:"
INTERVAL = 30.0
"""Seconds between writes: the shortest of the documented windows, so a restart forgets less than one of them."""


class PacingMemory:
    """What a pacer learned about one server, in the vault."""

    def __init__(self, vault: Vault, server: str, clock: Callable[[], float] = time.time) -> None:
        self._vault, self._record, self._clock = vault, PREFIX + server, clock
        self._kept_at: float | None = None

    def forget(self) -> None:
        """The server is gone."""
        self._vault.delete(self._record)

    def load(self) -> dict[str, Any] | None:
        """What an earlier host learned."""
        try:
            return self._vault.read(self._record)
        except CompanionError:  # damaged: the limits are learned again
            return None

    def keep(self, memory: Mapping[str, Any]) -> None:
        """Write it down, unless that was done a moment ago."""
        now = self._clock()
        if self._kept_at is None or now - self._kept_at >= INTERVAL or now < self._kept_at:
            self._kept_at = now
            self._vault.write(self._record, memory)
