"""One API client for each server, of whoever is signed in there. Only on the engine's loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .autolab.client import Client
from .autolab.pacing import Pacer
from .autolab.proxy import proxy_for
from .autolab.rate_limiter import RateLimiter
from .autolab.transport import Transport
from .oauth.sessions import AccountTokens
from .pacing_memory import PacingMemory

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from .autolab.server_clock import ServerClocks
    from .oauth.sessions import Sessions
    from .vault.vault import Vault


class Clients:
    """The clients of this host. `close_behind` runs the closing of a client that nobody waits for."""

    def __init__(
        self,
        sessions: Sessions,
        vault: Vault,
        server_clocks: ServerClocks,
        close_behind: Callable[[Coroutine[Any, Any, None]], None],
    ) -> None:
        self._sessions, self._vault = sessions, vault
        self._server_clocks, self._close_behind = server_clocks, close_behind
        self._clients: dict[str, tuple[str | None, Client]] = {}

    def of(self, server: str) -> Client:
        """The client of whoever is signed in to `server`; another account gets another one."""
        account = self._sessions.email(server)
        known = self._clients.get(server)
        if known is not None:
            if known[0] == account:
                return known[1]
            self._close_behind(known[1].close())
        memory = PacingMemory(self._vault, server)
        clock = self._server_clocks.of(server)
        pacer = Pacer(memory.load(), now=clock.steady(), wall=clock.wall())
        limiter = RateLimiter(server, pacer, clock=clock, keep=memory.keep)
        tokens = AccountTokens(self._sessions, account)
        client = Client(Transport(server, proxy=proxy_for(server)), tokens, limiter)
        self._clients[server] = (account, client)
        return client

    async def dismiss(self, server: str) -> None:
        """Close the connections to a server that nobody is signed in to any more."""
        known = self._clients.pop(server, None)
        if known is not None:
            await known[1].close()

    async def close(self) -> None:
        """Close every connection."""
        for _, client in self._clients.values():
            await client.close()
        self._clients.clear()
