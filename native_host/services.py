"""The composition root: builds each service once, when it is first needed.

Everything is imported late: a host that only says hello must not pay for cryptography or SQLite.
"""

from __future__ import annotations

import _thread
import time

from .paths import data_home

TYPE_CHECKING = False  # keeps typing off the first-reply path
if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Coroutine
    from typing import Any

    from .autolab.client import Client
    from .autolab.server_clock import ServerClock
    from .oauth.server_store import ServerStore
    from .oauth.sessions import Sessions
    from .single_flight import SingleFlight
    from .storage.cache import Cache
    from .storage.submissions.journal import Journal
    from .uploads.receiving import Uploads
    from .vault.vault import Vault


class Services:
    """What operations work with. `home` is the data folder; `clock` gives UTC epoch seconds.

    The user or the network can set that clock at any moment: durations within this process are `steady`'s, and
    deadlines are judged by `server_now`. `steady` is as `clock` where a clock is given and nothing else.
    """

    def __init__(
        self,
        home: str | None = None,
        clock: Callable[[], float] = time.time,
        steady: Callable[[], float] | None = None,
    ) -> None:
        self._home = home
        self.clock = clock
        self._steady = steady or (None if clock is time.time else clock)
        self._lock = _thread.RLock()
        self._vault: Vault | None = None
        self._servers: ServerStore | None = None
        self._sessions: Sessions | None = None
        self._cache: Cache | None = None
        self._journal: Journal | None = None
        self._uploads: Uploads | None = None
        self._flights: SingleFlight | None = None
        self._unlocking: asyncio.Lock | None = None
        self._clients: dict[str, tuple[str | None, Client]] = {}
        self._server_clocks: dict[str, ServerClock] = {}
        self._behind: set[asyncio.Future[None]] = set()

    @property
    def home(self) -> str:
        """Absolute path of the data folder; it may not exist yet."""
        if self._home is None:
            self._home = data_home()
        return self._home

    @property
    def vault(self) -> Vault:
        """The sealed records. Opening it touches no key and no file."""
        with self._lock:
            if self._vault is None:
                from .vault.core_dumps import forbid_core_dumps
                from .vault.vault import Vault

                forbid_core_dumps()  # before the first secret is in memory
                self._vault = Vault(self.home)
            return self._vault

    @property
    def servers(self) -> ServerStore:
        """The servers the user added."""
        with self._lock:
            if self._servers is None:
                from .oauth.server_store import ServerStore

                self._servers = ServerStore(self.vault)
            return self._servers

    @property
    def sessions(self) -> Sessions:
        """Who is signed in where."""
        with self._lock:
            if self._sessions is None:
                from .oauth.sessions import Sessions

                self._sessions = Sessions(self.vault, self.clock)
            return self._sessions

    @property
    def cache(self) -> Cache:
        """What servers answered; safe to use from the dispatcher and the engine at once."""
        with self._lock:
            if self._cache is None:
                from .storage.cache import Cache

                self._cache = Cache(self.home, self.vault, clock=self.clock)
            return self._cache

    @property
    def journal(self) -> Journal:
        """What was submitted; safe to use from the dispatcher and the engine at once."""
        with self._lock:
            if self._journal is None:
                from .storage.submissions.journal import Journal

                self._journal = Journal(self.home, self.vault)
            return self._journal

    @property
    def uploads(self) -> Uploads:
        """The files on their way in; safe to use from the dispatcher and the engine at once."""
        with self._lock:
            if self._uploads is None:
                from .uploads.receiving import Uploads

                self._uploads = Uploads(self.home, time.monotonic)
            return self._uploads

    @property
    def flights(self) -> SingleFlight:
        """The work that several askers share. Engine's loop only."""
        if self._flights is None:
            from .single_flight import SingleFlight

            self._flights = SingleFlight()
        return self._flights

    @property
    def unlocking(self) -> asyncio.Lock:
        """Each passphrase tried takes 128 MiB for a moment: so one at a time. Engine's loop only."""
        if self._unlocking is None:
            import asyncio

            self._unlocking = asyncio.Lock()
        return self._unlocking

    def run_behind(self, work: Coroutine[Any, Any, None]) -> None:
        """Run it behind whoever asked, who does not wait for it. Engine's loop only."""
        import asyncio

        task = asyncio.ensure_future(work)
        self._behind.add(task)  # the loop itself keeps only weak references
        task.add_done_callback(self._behind.discard)

    @property
    def steady(self) -> Callable[[], float]:
        """Seconds from anywhere, which nobody can set."""
        if self._steady is None:
            from .steady import elapsed

            self._steady = elapsed
        return self._steady

    def server_clock(self, server: str) -> ServerClock:
        """What time it is for `server`, as far as its answers have told this process."""
        with self._lock:
            if server not in self._server_clocks:
                from .autolab.server_clock import ServerClock

                self._server_clocks[server] = ServerClock(self.steady, self.clock)
            return self._server_clocks[server]

    def server_now(self, server: str) -> float:
        """Epoch seconds by the server's clock; by ours until it has answered. Imports nothing before that."""
        known = self._server_clocks.get(server)
        return self.clock() if known is None else known.now()

    def clock_ahead(self, server: str) -> float | None:
        """Seconds by which our clock is ahead of the server's, negative if behind; None until it has answered."""
        known = self._server_clocks.get(server)
        return None if known is None else known.ahead()

    def client(self, server: str) -> Client:
        """The API client of whoever is signed in to `server`; another account gets another one. Engine's loop only."""
        account = self.sessions.account(server)
        known = self._clients.get(server)
        if known is not None and known[0] == account:
            return known[1]
        from .autolab.client import Client
        from .autolab.pacing import Pacer
        from .autolab.proxy import proxy_for
        from .autolab.rate_limiter import RateLimiter
        from .autolab.transport import Transport
        from .oauth.account_tokens import AccountTokens
        from .pacing_memory import PacingMemory

        if known is not None:
            self.run_behind(known[1].close())
        memory = PacingMemory(self.vault, server)
        clock = self.server_clock(server)
        pacer = Pacer(memory.load(), now=clock.steady(), wall=clock.wall())
        limiter = RateLimiter(server, pacer, clock=clock, keep=memory.keep)
        tokens = AccountTokens(self.sessions, account)
        client = Client(Transport(server, proxy=proxy_for(server)), tokens, limiter)
        self._clients[server] = (account, client)
        return client

    async def dismiss(self, server: str) -> None:
        """Close the connections to a server that nobody is signed in to any more. Engine's loop only."""
        known = self._clients.pop(server, None)
        if known is not None:
            await known[1].close()

    def close_files(self) -> None:
        """At the end of the host: what was written then lies in the files themselves, and in no log beside them."""
        for file in (self._cache, self._journal):
            if file is not None:
                file.close()

    async def close(self) -> None:
        """Close every connection. Engine's loop only."""
        for _, client in self._clients.values():
            await client.close()
        self._clients.clear()
