"""Remembers a server's learned limits across restarts, and how much of them is used up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .wire.errors import CompanionError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .vault.vault import Vault

PREFIX = "pacing:"


class PacingMemory:
    """What a pacer learned about one server, in the vault.

    It is written for every answer of a server that limits us: that is slow by definition, and a host that starts in
    the middle of a window must know what the last one has used of it.
    """

    def __init__(self, vault: Vault, server: str) -> None:
        self._vault, self._record = vault, PREFIX + server

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
        """Write it down. Raises storage_failed, vault_locked …"""
        self._vault.write(self._record, memory)
