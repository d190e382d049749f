"""Operations asked in this process, on this test's loop, in the order in which the dispatcher goes about it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from native_host.operations import load
from native_host.rpc.index import INDEX
from native_host.rpc.operation import Context
from native_host.wire.errors import CompanionError
from native_host.wire.strict_json import encode
from tests.conforms import check_error, check_notification, check_result

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from native_host.services import Services
    from tests.sandbox import Sandbox


class Asker:
    """One browser's side of a host. `heard` is called with each notification, at its moment."""

    def __init__(self, services: Services, heard: Callable[[dict[str, Any]], None] | None = None) -> None:
        self.services = services
        self.notifications: list[dict[str, Any]] = []
        self._heard = heard

    def remembered(self, method: str, **params: Any) -> dict[str, Any] | None:
        """What the dispatcher replies at once."""
        operation = load(method, INDEX[method])
        if operation.remembered is None:
            return None
        known = operation.remembered(self.context(), operation.decode(params))
        if known is not None:
            check_result(method, known)
        return None if known is None else dict(known)

    async def fetch(self, method: str, **params: Any) -> dict[str, Any]:
        """What the engine replies; a reply that comes early leaves the rest of the work going on."""
        work, early = self.fetching(method, **params)
        try:
            await asyncio.wait([work, early], return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            work.cancel()
            await asyncio.wait([work])
            raise
        try:
            result = early.result() if early.done() else work.result()
        except CompanionError as error:
            check_error(error.as_json(), method)
            raise
        encode(result)
        check_result(method, result)
        return dict(result)

    def fetching(
        self, method: str, **params: Any
    ) -> tuple[asyncio.Task[Mapping[str, Any]], asyncio.Future[Mapping[str, Any]]]:
        """The engine's work, to be cancelled as the dispatcher does it, and its early reply, if it gives one."""
        operation = load(method, INDEX[method])
        assert operation.fetch is not None
        early: asyncio.Future[Mapping[str, Any]] = asyncio.get_running_loop().create_future()
        work = asyncio.ensure_future(
            operation.fetch(self.context(early.set_result), operation.decode(params))
        )
        work.add_done_callback(lambda task: task.cancelled() or task.exception())
        return work, early

    def answer(self, method: str, **params: Any) -> dict[str, Any]:
        """What the dispatcher answers itself."""
        operation = load(method, INDEX[method])
        assert operation.answer is not None
        result = operation.answer(self.context(), operation.decode(params))
        check_result(method, result)
        return dict(result)

    async def finished(self, method: str, **params: Any) -> dict[str, Any]:
        """The result of all the engine's work, whatever it has replied early."""
        work, _ = self.fetching(method, **params)
        result = await work
        check_result(method, result)
        return dict(result)

    async def asked(self, method: str, **params: Any) -> dict[str, Any]:
        """The reply, of whichever of the two gives it."""
        if load(method, INDEX[method]).answer is not None:
            return self.answer(method, **params)
        return await self.fetch(method, **params)

    async def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """The reply, after any refresh behind it has ended too."""
        known = self.remembered(method, **params)
        if known is None:
            return await self.fetch(method, **params)
        if known["stale"]:
            await self.fetch(method, **params)
        return known

    async def settled(self, method: str, **params: Any) -> dict[str, Any]:
        """Ask until memory has it all: what a page shows in the end."""
        await self.ask(method, **params)
        await quiet()
        known = self.remembered(method, **params)
        assert known is not None
        return known

    def told(self, method: str) -> list[dict[str, Any]]:
        """Params of the notifications so far."""
        return [
            params
            for name, params in ((n["method"], n["params"]) for n in self.notifications)
            if name == method
        ]

    def context(self, reply: Callable[[Mapping[str, Any]], None] = lambda _: None) -> Context:
        return Context(self.services, self._notify, "page", 1, reply)

    def _notify(self, method: str, params: Mapping[str, Any]) -> None:
        encode(params)
        check_notification(method, params)
        self.notifications.append({"method": method, "params": dict(params)})
        if self._heard is not None:
            self._heard(self.notifications[-1])


async def quiet() -> None:
    """Until nothing but this test runs on the loop."""
    me = asyncio.current_task()
    while others := asyncio.all_tasks() - {me}:
        await asyncio.wait(others)


def asyncio_run(scene: Coroutine[Any, Any, None], *askers: Asker) -> None:
    """Run the scene, then close what the askers opened."""

    async def whole() -> None:
        try:
            await scene
        finally:
            for asker in askers:
                await asker.services.close()

    try:
        asyncio.run(whole())
    finally:
        for asker in askers:
            asker.services.cache.close()


async def until(condition: Callable[[], object]) -> None:
    """Until something outside this loop, such as the sandbox, makes the condition true."""
    while not condition():  # noqa: ASYNC110 - no event of this loop tells
        await asyncio.sleep(0)


def requests(box: Sandbox, part: str = "") -> int:
    """How many requests the sandbox has seen whose path contains `part`."""
    return sum(part in record.path for record in box.requests)


def shown(told: Mapping[str, Any], assessment: str, *names: str) -> tuple[Any, ...]:
    """Some members of one badge."""
    (badge,) = (badge for badge in told["badges"] if badge["assessment"] == assessment)
    return tuple(badge[name] for name in names)
