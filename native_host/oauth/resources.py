"""What signing in needs of the composition root, so that this floor does not depend on that one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ..single_flight import SingleFlight
    from ..vault.vault import Vault
    from .server_store import ServerStore
    from .sessions import Sessions

    Sleep = Callable[[float], Awaitable[None]]


class Resources(Protocol):
    """`services.Services` is one. `clock()` gives UTC epoch seconds, `steady()` seconds that nobody can set."""

    clock: Callable[[], float]

    @property
    def steady(self) -> Callable[[], float]:
        """For durations within this process."""

    @property
    def vault(self) -> Vault:
        """The sealed records."""

    @property
    def flights(self) -> SingleFlight:
        """The work under way in this process."""

    @property
    def servers(self) -> ServerStore:
        """The servers the user added."""

    @property
    def sessions(self) -> Sessions:
        """Who is signed in where."""
