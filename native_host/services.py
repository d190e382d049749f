"""The composition root: builds each service once, when it is first needed.

    services = Services()
    services.cache.get(account, "badges", course)  # opens vault and cache, and imports what they need, now

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
    from .autolab.server_clock import ServerClocks
    from .clients import Clients
    from .oauth.server_store import ServerStore
    from .oauth.sessions import Sessions
    from .single_flight import SingleFlight
    from .storage.cache import Cache
    from .storage.staff_jobs import StaffJobs
    from .storage.submissions.journal import Journal
    from .uploads.receiving import Uploads
    from .vault.vault import Vault

if TYPE_CHECKING:
    from functools import cached_property as service  # what a type checker is to see
else:

    def service(build):
        """A property that is built when it is first needed, by one thread alone."""
        name = build.__name__

        def get(services):
            with services._lock:
                if name not in services._built:
                    services._built[name] = build(services)
                return services._built[name]

        return property(get, doc=build.__doc__)


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
        self._built: dict[str, Any] = {}
        self._behind: set[asyncio.Future[None]] = set()

    @service
    def home(self) -> str:
        """Absolute path of the data folder; it may not exist yet."""
        return data_home() if self._home is None else self._home

    @service
    def vault(self) -> Vault:
        """The sealed records. Opening it touches no key and no file."""
        from .vault.core_dumps import forbid_core_dumps
        from .vault.vault import Vault

        forbid_core_dumps()  # before the first secret is in memory
        return Vault(self.home)

    @service
    def servers(self) -> ServerStore:
        """The servers the user added."""
        from .oauth.server_store import ServerStore

        return ServerStore(self.vault)

    @service
    def sessions(self) -> Sessions:
        """Who is signed in where."""
        from .oauth.sessions import Sessions

        return Sessions(self.vault, self.clock)

    @service
    def cache(self) -> Cache:
        """What servers answered; safe to use from the dispatcher and the engine at once."""
        from .storage.cache import Cache

        return Cache(self.home, self.vault, clock=self.clock)

    @service
    def journal(self) -> Journal:
        """What was submitted; safe to use from the dispatcher and the engine at once."""
        from .storage.submissions.journal import Journal

        return Journal(self.home, self.vault)

    @service
    def staff_jobs(self) -> StaffJobs:
        """What staff began from tables; safe to use from the dispatcher and the engine at once."""
        from .storage.staff_jobs import StaffJobs

        return StaffJobs(self.home, self.vault)

    @service
    def uploads(self) -> Uploads:
        """The files on their way in; safe to use from the dispatcher and the engine at once."""
        from .uploads.receiving import Uploads

        return Uploads(self.home, time.monotonic)

    @service
    def flights(self) -> SingleFlight:
        """The work that several callers share. Engine's loop only."""
        from .single_flight import SingleFlight

        return SingleFlight()

    @service
    def unlocking(self) -> asyncio.Lock:
        """Each passphrase tried takes 128 MiB for a moment: so one at a time. Engine's loop only."""
        import asyncio

        return asyncio.Lock()

    def run_behind(self, work: Coroutine[Any, Any, None]) -> None:
        """Run it behind whoever asked, who does not wait for it. Engine's loop only."""
        import asyncio

        task = asyncio.ensure_future(work)
        self._behind.add(task)  # the loop itself keeps only weak references
        task.add_done_callback(self._behind.discard)

    @service
    def steady(self) -> Callable[[], float]:
        """Seconds from anywhere, which nobody can set."""
        from .steady import elapsed

        return self._steady or elapsed

    @service
    def server_clocks(self) -> ServerClocks:
        """What time it is for each server, as far as its answers have told this process."""
        from .autolab.server_clock import ServerClocks

        return ServerClocks(self.steady, self.clock)

    def server_now(self, server: str) -> float:
        """Epoch seconds by the server's clock; by ours until it has answered. Imports nothing before that."""
        return self.server_clocks.of(server).now() if "server_clocks" in self._built else self.clock()

    def clock_ahead(self, server: str) -> float | None:
        """Seconds by which our clock is ahead of the server's, negative if behind; None until it has answered."""
        return self.server_clocks.of(server).ahead() if "server_clocks" in self._built else None

    @service
    def clients(self) -> Clients:
        """The API clients. Engine's loop only."""
        from .clients import Clients

        return Clients(self.sessions, self.vault, self.server_clocks, self.run_behind)

    def client(self, server: str) -> Client:
        """The API client of whoever is signed in to `server`. Engine's loop only."""
        return self.clients.of(server)

    def close_files(self) -> None:
        """At the end of the host: what was written then lies in the files themselves, and in no log beside them."""
        for name in ("cache", "journal", "staff_jobs"):
            if name in self._built:
                self._built[name].close()

    async def close(self) -> None:
        """Close every connection. Engine's loop only."""
        if "clients" in self._built:
            await self.clients.close()
