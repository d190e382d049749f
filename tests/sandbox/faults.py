"""Faults a test can order for coming requests: wrong answers, lost answers, slow and cut connections."""

from __future__ import annotations

import asyncio
import re
import zlib
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from aiohttp import web

from .rails import BARE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

MIB = 2**20
READ_CHUNK = 4096


@dataclass
class Fault:
    """Applies to the next `times` requests whose method and path match (regexes, searched).

    What happens, in this order: wait `delay` seconds, and while `hold` is set; read `cut_request_after` body
    bytes and drop the connection; answer with `status`/`headers`/`body` (or a `gzip_bomb_mib` of spaces) instead
    of asking the server, unless `process` is set, which lets the server do its work first; drop the connection
    without an answer (`lose_answer`) or after `cut_answer_after` bytes of it, head included.
    """

    method: str = ".*"
    path: str = ".*"
    times: int = 1
    delay: float = 0.0
    hold: bool = False
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: str | bytes = ""
    gzip_bomb_mib: int = 0
    process: bool = False
    lose_answer: bool = False
    cut_request_after: int | None = None
    cut_answer_after: int | None = None
    hits: int = 0

    def matches(self, method: str, path: str) -> bool:
        """Whether it is this request's turn."""
        if self.hits >= self.times:
            return False
        return bool(re.search(f"^(?:{self.method})$", method) and re.search(self.path, path))


class Faults:
    """The list of ordered faults; the first that matches applies."""

    def __init__(self) -> None:
        self.ordered: list[Fault] = []

    def add(self, **wanted: Any) -> Fault:
        """Order one; see Fault for the names. `html=True` is short for a page with status 200."""
        if wanted.pop("html", False):
            wanted.setdefault("status", 200)
            wanted.setdefault("headers", {"Content-Type": "text/html; charset=utf-8"})
            wanted.setdefault("body", "<!DOCTYPE html><html><body><h1>Wireless login</h1></body></html>")
        if redirect := wanted.pop("redirect", None):
            wanted.setdefault("status", 302)
            wanted["headers"] = {"Location": redirect, **wanted.get("headers", {})}
        unknown = set(wanted) - {f.name for f in fields(Fault)}
        if unknown:
            raise ValueError(f"unknown fault fields: {sorted(unknown)}")
        fault = Fault(**wanted)
        self.ordered.append(fault)
        return fault

    def storm(self, times: int = 1000, path: str = "^/api/") -> Fault:
        """429 for everything, as the real server words it."""
        return self.add(
            path=path, times=times, status=429, body='{"error": "Too Many Requests. Retry Later."}'
        )

    def clear(self) -> None:
        """No more faults; what is held goes on."""
        for fault in self.ordered:
            fault.hold = False
        self.ordered.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """The fault for this request, counted as used."""
        found = next((f for f in self.ordered if f.matches(method, path)), None)
        if found is not None:
            found.hits += 1
        return found


async def apply(
    fault: Fault, request: web.Request, serve: Callable[[], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Carry the fault out."""
    if fault.delay:
        await asyncio.sleep(fault.delay)
    while fault.hold:  # noqa: ASYNC110 - a test's thread lets go
        await asyncio.sleep(0.02)
    if fault.cut_request_after is not None:
        await _read(request, fault.cut_request_after)
        return drop(request)
    answer: web.StreamResponse | None = None
    if fault.process or not _answers(fault):
        answer = await serve()
    if _answers(fault):
        await request.read()  # as an application server does before it asks the application
        answer = _instead(fault)
    if fault.lose_answer:
        return drop(request)
    if answer is None:
        answer = await serve()
    if fault.cut_answer_after is not None and isinstance(answer, web.Response):
        return _cut(request, answer, fault.cut_answer_after)
    return answer


def _answers(fault: Fault) -> bool:
    return fault.status is not None or fault.gzip_bomb_mib > 0


def drop(request: web.Request) -> web.Response:
    """Reset the connection; nobody reads what is returned."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(headers={BARE: "1"})


async def _read(request: web.Request, count: int) -> None:
    left = count
    while left > 0:
        chunk = await request.content.read(min(left, READ_CHUNK))
        if not chunk:
            return
        left -= len(chunk)


def _instead(fault: Fault) -> web.Response:
    headers = {BARE: "1", **fault.headers}
    if not fault.gzip_bomb_mib:
        body = fault.body.encode() if isinstance(fault.body, str) else fault.body
        return web.Response(status=fault.status or 200, body=body, headers=headers)
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    spaces = b" " * MIB
    packed = b"".join(packer.compress(spaces) for _ in range(fault.gzip_bomb_mib)) + packer.flush()
    headers = {"Content-Type": "application/json; charset=utf-8", **headers, "Content-Encoding": "gzip"}
    return web.Response(status=fault.status or 200, body=packed, headers=headers)


def _cut(request: web.Request, answer: web.Response, count: int) -> web.Response:
    body = answer.body if isinstance(answer.body, bytes) else b""
    lines = [f"HTTP/1.1 {answer.status} {answer.reason}"]
    lines += [f"{name}: {value}" for name, value in answer.headers.items() if name != BARE]
    lines.append(f"Content-Length: {len(body)}")
    whole = "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + body
    if request.transport is not None:
        request.transport.write(whole[:count])
        request.transport.close()
    return web.Response(headers={BARE: "1"})
