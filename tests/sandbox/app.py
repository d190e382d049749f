"""The aiohttp application: every request passes log, latency, faults, throttle, CSRF and its handler here."""

from __future__ import annotations

import asyncio
import time
from email.utils import formatdate
from http import HTTPStatus
from typing import TYPE_CHECKING

from aiohttp import web

from . import control, device, faults
from .api.base import unknown_path
from .api.routes import FORMAT, api_routes
from .call import COOKIE, Call
from .oauth import token
from .pages.errors import unknown_page
from .pages.routes import page_routes
from .params import MalformedBodyError, Params, read_params
from .rails import BARE, empty_answer, finish
from .throttle import NO_TYPE, too_many

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .box import Sandbox

    Handler = Callable[[Call], Awaitable[web.Response]]

BODY_LIMIT = 512 * 2**20

_OAUTH = (
    ("POST", "/oauth/token", token.token),
    ("POST", "/oauth/revoke", token.revoke),
    ("GET", "/oauth/token/info", token.info),
    ("GET", "/oauth/device_flow_init", device.init),
    ("GET", "/oauth/device_flow_authorize", device.authorize),
)


def build(box: Sandbox) -> web.Application:
    """All routes of the sandbox."""
    app = web.Application(client_max_size=BODY_LIMIT)
    table = _Table()
    table.add([(method, path + FORMAT, handler) for method, path, handler in _OAUTH])
    table.add(api_routes())
    table.add(page_routes())
    table.mount(app, box)
    if box.control:
        control.mount(app, box)
    app.router.add_route("*", "/api/v1/{rest:.*}", _Entry(box, {}, unknown_path).serve)
    app.router.add_route("*", "/{rest:.*}", _Entry(box, {}, unknown_page).serve)
    app.on_response_prepare.append(_strip)
    return app


async def _strip(_request: web.Request, response: web.StreamResponse) -> None:
    """Remove what aiohttp adds and the real server does not send."""
    response.headers.popall("Server", None)
    if response.headers.popall(NO_TYPE, None) is not None:
        response.headers.popall("Content-Type", None)


class _Table:
    """Collects the handlers of a path, so that Rails's `_method` can choose among them."""

    def __init__(self) -> None:
        self._paths: dict[str, dict[str, Handler]] = {}

    def add(self, routes: list[tuple[str, str, Handler]]) -> None:
        for method, path, handler in routes:
            self._paths.setdefault(path, {})[method] = handler

    def mount(self, app: web.Application, box: Sandbox) -> None:
        # Fixed paths first: aiohttp takes the first route that fits.
        for path in sorted(self._paths, key=lambda p: "{" in p):
            fallback = unknown_path if path.startswith("/api/v1") else unknown_page
            slash = "" if path == "/" else "{_slash:/?}"  # Rails forgives a trailing one
            app.router.add_route("*", path + slash, _Entry(box, self._paths[path], fallback).serve)


class _Entry:
    """One path of the server, as an aiohttp handler."""

    def __init__(self, box: Sandbox, methods: dict[str, Handler], fallback: Handler) -> None:
        self._box, self._methods, self._fallback = box, methods, fallback

    async def serve(self, request: web.Request) -> web.StreamResponse:
        box = self._box
        record = box.note(request)
        if box.latency:
            await asyncio.sleep(box.latency)
        fault = box.faults.take(request.method, request.path)
        if fault is None:
            response = await self._respond(request)
        else:
            response = await faults.apply(fault, request, lambda: self._respond(request))
        record.status = response.status
        response.headers.popall(BARE, None)
        response.headers.setdefault("Date", formatdate(box.clock.time(), usegmt=True))
        return response

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        started = time.perf_counter()
        self._box.autograder.settle()
        try:
            call = Call(self._box, request, await read_params(request))
        except MalformedBodyError:
            call = Call(self._box, request, Params({}))
            return finish(request, empty_answer(HTTPStatus.BAD_REQUEST, "text/html"), 0.0)
        response = await self._answer(call)
        _set_cookie(call, response)
        return finish(request, response, time.perf_counter() - started)

    async def _answer(self, call: Call) -> web.Response:
        if self._box.throttle.refuses(call):
            return too_many()
        method = call.params.method(call.request)
        method = "GET" if method == "HEAD" else method
        return await self._methods.get(method, self._fallback)(call)


def _set_cookie(call: Call, response: web.Response) -> None:
    """Pages set their cookie again on every answer; the API normally has none."""
    session = call.touched_session
    if session is not None:
        response.set_cookie(COOKIE, session.id, path="/", httponly=True)
