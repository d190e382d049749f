"""A running sandbox and the ways to start one."""

from __future__ import annotations

import asyncio
import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from native_host.wire.identifiers import Origin
from tests.listening import accept_no_more, end_all

from .app import build
from .autograder import Autograder
from .clock import Clock
from .faults import Faults
from .oauth.records import TOKEN_SECONDS
from .oauth.store import issue_token
from .seeds import plant
from .staff import Staff
from .state import State
from .throttle import Throttle

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

    from .oauth.records import AccessToken, Application
    from .throttle import Throttling

HOST = "127.0.0.1"
START_SECONDS = 20
SHUTDOWN_SECONDS = 0.2  # a stopped server waits for nobody, least of all for an ordered delay


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
        throttle: bool | Throttling = True,
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
        self.base = Origin("")
        self.seeded_at = self.clock.now()
        self.state = State(self.clock)
        self.autograder = Autograder(self.state)
        which = throttle if isinstance(throttle, str) else "on" if throttle else "off"
        self.throttle = Throttle(self.clock, which)
        self.faults = Faults()
        self.requests: list[Record] = []
        self.deployment: dict[str, Any] | None = None
        self.loop: asyncio.AbstractEventLoop | None = None
        self._runner: web.AppRunner | None = None
        self._listener: socket.socket | None = None

    async def start(self, port: int = 0) -> None:
        """Listen on the loopback address; port 0 takes any free one. Seeding needs the address."""
        port = await self._listen(port)
        self.base = Origin(f"http://{HOST}:{port}")
        self.seeded_at = self.clock.now()
        plant(self.seed, self.state, self.base, assessments=self.assessments)

    async def _listen(self, port: int) -> int:
        runner = web.AppRunner(
            build(self), access_log=None, handle_signals=False, shutdown_timeout=SHUTDOWN_SECONDS
        )
        await runner.setup()
        self._listener = socket.create_server((HOST, port))
        await web.SockSite(runner, self._listener).start()
        self._runner = runner
        return int(runner.addresses[0][1])

    async def stop(self) -> None:
        """Close the listener and every connection at once; what the server knows is kept."""
        if self._runner is None or self._listener is None:
            return
        await accept_no_more(self._listener)
        await self._runner.cleanup()

    async def resume(self) -> None:
        """Listen again where it listened before, with everything it knew."""
        await self._listen(int(self.base.rpartition(":")[2]))

    @contextmanager
    def outage(self) -> Iterator[None]:
        """The server is down for the length of a `with` block (in-process sandboxes only)."""
        self.wait_for(self.stop())
        try:
            yield
        finally:
            self.wait_for(self.resume())

    def wait_for(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something on the sandbox's loop from another thread."""
        if self.loop is None:
            raise RuntimeError("this sandbox has no thread of its own")
        asyncio.run_coroutine_threadsafe(work, self.loop).result(START_SECONDS)

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

    def staff(self, course: str, assessment: str) -> Staff:
        """What the staff of a course do to one of its assessments. LookupError if there is none."""
        return Staff(self.state, self.state.courses[course], self.state.assessment(course, assessment))

    def publish(self) -> None:
        """Have the deployment file at its well-known address, as an administrator puts it there."""
        client = self.application()
        entry = {"server": self.base, "client_id": client.uid, "client_secret": client.secret}
        self.deployment = {"format": "autolab-companion-deployment-1", "servers": [entry]}

    def application(self, name: str = "Autolab Companion") -> Application:
        """A registered OAuth client by its name."""
        return next(a for a in self.state.applications.values() if a.name == name)


@contextmanager
def start_sandbox(
    seed: str = "reference",
    *,
    throttle: bool | Throttling = True,
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
    loop = box.loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="sandbox", daemon=True)
    thread.start()
    try:
        box.wait_for(box.start(port))
        yield box
    finally:
        box.wait_for(box.stop())
        box.wait_for(end_all())
        loop.call_soon_threadsafe(loop.stop)
        thread.join(START_SECONDS)
        loop.close()
