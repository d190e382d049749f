"""A student with a data folder, a browser without a screen, and time that passes only when told."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from native_host.identity import IDENTITY_REDIRECTS
from native_host.oauth.secret import Secret
from native_host.oauth.server_store import Server
from native_host.oauth.sign_in import SignIn
from native_host.services import Services
from native_host.wire.errors import CompanionError
from native_host.wire.identifiers import Email

from .sandbox.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from native_host.oauth.attempts import Attempt
    from native_host.wire.shapes.servers import Way

    from .sandbox import Sandbox
    from .sandbox.clock import Clock

EMAIL, PASSWORD = Email("student1@foo.bar"), "studentpw1"
REDIRECT = IDENTITY_REDIRECTS[0]
LOOPBACK = "http://127.0.0.1:8123/callback"
ALL_WAYS: dict[str, Any] = {
    "identity": list(IDENTITY_REDIRECTS),
    "loopback": LOOPBACK,
    "oob": True,
    "device": True,
}


class Waits:
    """Stands in for asyncio.sleep: a wait ends when the clock has been moved past it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []
        self._somebody = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._clock.time() + seconds, future))
        self._somebody.set()
        await future

    async def step(self) -> None:
        """When somebody waits: move the clock to the end of the shortest wait, and end it."""
        while not (waiting := [each for each in self._sleepers if not each[1].done()]):
            self._somebody.clear()
            await self._somebody.wait()
        until, future = min(waiting, key=lambda each: each[0])
        self._sleepers = [each for each in waiting if each[1] is not future]
        self._clock.advance(max(0.0, until - self._clock.time()))
        future.set_result(None)

    async def steps_until(self, task: asyncio.Task[Any]) -> None:
        """Step until the task is done."""
        while not task.done():
            stepping = asyncio.ensure_future(self.step())
            await asyncio.wait([task, stepping], return_when=asyncio.FIRST_COMPLETED)
            stepping.cancel()


class Student:
    """Made inside a running loop. `notes` are the notifications the extension would get."""

    def __init__(
        self,
        box: Sandbox,
        home: Path,
        *,
        email: str = EMAIL,
        password: str = PASSWORD,
        waits: Waits | None = None,
        clock: Callable[[], float] | None = None,
        **server: Any,
    ) -> None:
        self.box = box
        self.services = Services(str(home), clock=clock or box.clock.time, steady=box.clock.time)
        self.notes: list[tuple[str, dict[str, Any]]] = []
        self.waits = waits or Waits(box.clock)
        self.sign_in = SignIn(self.services, self.note, sleep=self.waits.sleep)
        self.services.sessions.subscribe(self.note)
        self.browser = Visitor(box.base)
        self.browser.sign_in(email, password)
        self.services.servers.add(known_server(box, **server))

    def note(self, method: str, params: Mapping[str, Any]) -> None:
        self.notes.append((method, dict(params)))

    def states(self) -> list[str]:
        """The states of attempts, as the extension was told."""
        return [params["state"] for method, params in self.notes if method == "sign_in.changed"]

    async def start(self, way: Way = "identity") -> dict[str, Any]:
        return dict(await self.sign_in.start(self.box.base, way, REDIRECT if way == "identity" else None))

    async def sign_in_now(self) -> dict[str, Any]:
        """Through the identity redirect, consenting."""
        begun = await self.start()
        return dict(
            await self.sign_in.finish(begun["attempt"], await self.consent(begun["authorization_url"]))
        )

    async def consent(self, url: str, *, deny: bool = False) -> str:
        """Where the browser ends up after the consent page."""
        query = dict(parse_qsl(urlsplit(url).query))
        del query["response_type"]
        answer = await asyncio.to_thread(self.browser.authorize, deny=deny, **query)
        assert answer.status == 302, answer.text
        return answer.location

    async def activate(self, deep_link: str, *, deny: bool = False) -> None:
        """Follow the device flow's link and decide on the consent page."""
        resolved = await asyncio.to_thread(self.browser.get, deep_link)
        assert "/oauth/authorize?" in resolved.location
        callback = await self.consent(resolved.location, deny=deny)
        await asyncio.to_thread(self.browser.get, callback)

    async def outcome(self, begun: dict[str, Any]) -> Attempt:
        """How a watched attempt ends, letting time pass as it waits."""
        ending = asyncio.ensure_future(self.sign_in.ended(begun["attempt"]))
        await self.waits.steps_until(ending)
        return ending.result()

    def fill_disk(self, monkeypatch: pytest.MonkeyPatch, times: int) -> Iterator[int]:
        """The disk refuses the next `times` writes of an attempt; the result holds those to come."""
        real, refusals = self.sign_in._attempts.save, iter(range(times))

        def save(attempt: Attempt) -> None:
            if next(refusals, None) is not None:
                raise CompanionError("storage_failed", detail="No space left on device")
            real(attempt)

        monkeypatch.setattr(self.sign_in._attempts, "save", save)
        return refusals

    async def whoami(self) -> int:
        """Use the session as the Autolab client does; the status of GET /user."""
        token = await self.services.sessions.access_token(self.box.base)
        answer = await asyncio.to_thread(Visitor(self.box.base, token.reveal()).get, "/api/v1/user")
        return answer.status

    async def asked(self, path: str) -> None:
        """Wait until the server has been asked for a path."""
        while not self.count(path):  # noqa: ASYNC110 - the server is in another thread
            await asyncio.sleep(0)

    def count(self, path: str, method: str | None = None) -> int:
        """Requests the server saw for a path."""
        seen = (each for each in self.box.requests if each.path == path)
        return sum(1 for each in seen if method in (None, each.method))


async def signed_in(box: Sandbox, home: Path, **server: Any) -> Student:
    """A student who has just signed in; what that took is forgotten."""
    student = Student(box, home, **server)
    await student.sign_in_now()
    box.requests.clear()
    student.notes.clear()
    return student


def error_of(student: Student, *scope: str) -> CompanionError:
    """Why the session cannot be used, for that scope if one is named."""
    with pytest.raises(CompanionError) as caught:
        student.services.sessions.require(student.box.base, *scope)
    return caught.value


def known_server(
    box: Sandbox,
    *,
    client: str = "Autolab Companion",
    secret: str | None = "registered",
    redirects: dict[str, Any] | None = None,
    staff_tools: bool = False,
) -> Server:
    """The sandbox as a server record; the client's own secret unless another or none is given."""
    application = box.application(client)
    chosen = application.secret if secret == "registered" else secret
    return Server(
        box.base,
        application.uid,
        None if chosen is None else Secret(chosen),
        redirects=redirects or ALL_WAYS,
        staff_tools=staff_tools,
    )
