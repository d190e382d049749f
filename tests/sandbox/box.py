"""A running sandbox and the ways to start one."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from .app import build
from .autograder import Autograder
from .clock import Clock
from .faults import Faults
from .oauth.records import TOKEN_SECONDS
from .oauth.store import issue_token
from .seeds import plant
from .state import State
from .throttle import Throttle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .oauth.records import AccessToken, Application

HOST = "127.0.0.1"
START_SECONDS = 20


@dataclass
class Record:
    """One request the sandbox saw. `authorization` is for tests that check where tokens travel."""

    method: str
    path: str
    query: str
    time: float
    authorization: str | None
    status: int | None = None


class Sandbox:
    """One small Autolab: `base` is its address once it is started."""

    def __init__(
        self,
        seed: str = "reference",
        *,
        throttle: bool = True,
        clock: Clock | None = None,
        control: bool = False,
        latency: float = 0.0,
        assessments: int = 50,
    ) -> None:
        self.clock = clock or Clock()
        self.seed, self.assessments = seed, assessments
        self.control = control
        self.latency = latency
        self.token_seconds = TOKEN_SECONDS
        self.base = ""
        self.state = State(self.clock)
        self.autograder = Autograder(self.state)
        self.throttle = Throttle(self.clock, on=throttle)
        self.faults = Faults()
        self.requests: list[Record] = []
        self._runner: web.AppRunner | None = None

    async def start(self, port: int = 0) -> None:
        """Listen on the loopback address; port 0 takes any free one. Seeding needs the address."""
        runner = web.AppRunner(build(self), access_log=None, handle_signals=False)
        await runner.setup()
        site = web.TCPSite(runner, HOST, port, reuse_address=True)
        await site.start()
        self._runner = runner
        self.base = f"http://{HOST}:{runner.addresses[0][1]}"
        plant(self.seed, self.state, self.base, assessments=self.assessments)

    async def stop(self) -> None:
        """Close every connection at once."""
        if self._runner is not None:
            await self._runner.cleanup()

    def note(self, request: web.Request) -> Record:
        """Log a request."""
        record = Record(
            request.method,
            request.path,
            request.query_string,
            self.clock.time(),
            request.headers.get("Authorization"),
        )
        self.requests.append(record)
        return record

    def secrets(self, *kinds: str) -> list[str]:
        """Every secret ever issued, or those of the kinds code, access_token, refresh_token, device_code,
        client_secret."""
        return [value for kind, value in self.state.issued if not kinds or kind in kinds]

    def issue(
        self, email: str, *scopes: str, client: str = "Autolab Companion", expires_in: int | None = None
    ) -> AccessToken:
        """A token for `email` without the browser's part; all scopes of the client unless some are named."""
        application = self.application(client)
        user = self.state.user_by_email(email)
        if user is None:
            raise LookupError(email)
        seconds = self.token_seconds if expires_in is None else expires_in
        return issue_token(self.state, application, user.id, scopes or application.scopes, expires_in=seconds)

    def application(self, name: str = "Autolab Companion") -> Application:
        """A registered OAuth client by its name."""
        return next(a for a in self.state.applications.values() if a.name == name)


@contextmanager
def start_sandbox(
    seed: str = "reference",
    *,
    throttle: bool = True,
    clock: Clock | None = None,
    port: int = 0,
    control: bool = False,
    latency: float = 0.0,
    assessments: int = 50,
) -> Iterator[Sandbox]:
    """Run a sandbox in its own thread with its own loop for the length of a `with` block."""
    box = Sandbox(
        seed, throttle=throttle, clock=clock, control=control, latency=latency, assessments=assessments
    )
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="sandbox", daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(box.start(port), loop).result(START_SECONDS)
        yield box
    finally:
        asyncio.run_coroutine_threadsafe(box.stop(), loop).result(START_SECONDS)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(START_SECONDS)
        loop.close()
