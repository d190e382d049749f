"""/__sandbox__/...: the sandbox's own levers over HTTP, for tests that run it as another process."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from aiohttp import web

from .oauth.store import delete_application

if TYPE_CHECKING:
    from .box import Sandbox


def mount(app: web.Application, box: Sandbox) -> None:
    """Add the routes; only with --control."""
    levers = _Levers(box)
    app.router.add_get("/__sandbox__/info", levers.info)
    app.router.add_get("/__sandbox__/requests", levers.requests)
    app.router.add_delete("/__sandbox__/requests", levers.forget_requests)
    app.router.add_get("/__sandbox__/secrets", levers.secrets)
    app.router.add_post("/__sandbox__/clock", levers.clock)
    app.router.add_post("/__sandbox__/latency", levers.latency)
    app.router.add_post("/__sandbox__/faults", levers.faults)
    app.router.add_delete("/__sandbox__/faults", levers.clear_faults)
    app.router.add_post("/__sandbox__/release", levers.release)
    app.router.add_post("/__sandbox__/application", levers.application)
    app.router.add_delete("/__sandbox__/application", levers.delete_application)


class _Levers:
    def __init__(self, box: Sandbox) -> None:
        self._box = box

    async def info(self, _request: web.Request) -> web.Response:
        from .describe import describe

        return web.json_response(describe(self._box))

    async def requests(self, _request: web.Request) -> web.Response:
        return web.json_response([asdict(r) for r in self._box.requests])

    async def forget_requests(self, _request: web.Request) -> web.Response:
        self._box.requests.clear()
        return web.json_response({})

    async def secrets(self, _request: web.Request) -> web.Response:
        return web.json_response(self._box.secrets())

    async def clock(self, request: web.Request) -> web.Response:
        self._box.clock.advance(float((await request.json())["advance"]))
        return web.json_response({"time": self._box.clock.time()})

    async def latency(self, request: web.Request) -> web.Response:
        self._box.latency = float((await request.json())["ms"]) / 1000
        return web.json_response({})

    async def faults(self, request: web.Request) -> web.Response:
        try:
            self._box.faults.add(**await request.json())
        except (TypeError, ValueError) as error:
            return web.json_response({"error": str(error)}, status=400)
        return web.json_response({})

    async def clear_faults(self, _request: web.Request) -> web.Response:
        self._box.faults.clear()
        return web.json_response({})

    async def release(self, request: web.Request) -> web.Response:
        """{course, assessment}: release all its scores, as an instructor's button would."""
        wanted = await request.json()
        assessment = self._box.state.assessment(wanted["course"], wanted["assessment"])
        for submission in assessment.submissions:
            for score in submission.scores.values():
                score.released = True
        return web.json_response({})

    async def application(self, request: web.Request) -> web.Response:
        """{name, scopes}: what an application may have from now on, as an administrator sets it."""
        wanted = await request.json()
        self._box.application(wanted["name"]).scopes = tuple(wanted["scopes"])
        return web.json_response({})

    async def delete_application(self, request: web.Request) -> web.Response:
        """{name}: an administrator's "Destroy"; its tokens go with it."""
        wanted = await request.json()
        delete_application(self._box.state, self._box.application(wanted["name"]))
        return web.json_response({})
