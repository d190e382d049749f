"""The one place where sign-in touches the network: forms and queries to one server's OAuth endpoints.

Usage:

    async with connect("https://autolab.example.edu") as http:
        response = await http.post("/oauth/token", refresh_form(server, refresh, None))
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from ..autolab.endpoints.user import user
from ..autolab.http_messages import FormBody, HttpRequest
from ..autolab.proxy import proxy_for
from ..autolab.responses import plain, read_answer
from ..autolab.timeouts import Timeouts
from ..autolab.transport import Transport
from .responses import MAX_ANSWER

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ..autolab.http_messages import HttpResponse
    from .secret import Secret
    from .tokens import Form

TIMEOUTS = Timeouts(total=20.0)
"""Seconds for one exchange: its answer is below a kilobyte, and other hosts may be waiting for our lock."""


@asynccontextmanager
async def connect(server: str) -> AsyncIterator[HttpClient]:
    """A client for one server, closed afterwards. Raises proxy_invalid."""
    async with Transport(server, timeouts=TIMEOUTS, proxy=proxy_for(server), lasting=False) as transport:
        yield HttpClient(transport)


class HttpClient:
    """Speaks to one server. Every method raises server_unreachable, tls_failed, redirect_refused, answer_too_large."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @property
    def server(self) -> str:
        """The one origin that it speaks to."""
        return self._transport.origin

    async def post(self, path: str, form: Form) -> HttpResponse:
        """POST a form; secrets travel in its body only."""
        return await self._transport.send(
            HttpRequest("POST", path, body=FormBody(form)), max_bytes=MAX_ANSWER
        )

    async def get(self, path: str, query: dict[str, str] | None = None) -> HttpResponse:
        """GET without a token. Autolab's device flow takes its code in the query; there is no other way."""
        return await self._transport.send(HttpRequest("GET", path, query=query or {}), max_bytes=MAX_ANSWER)

    async def user_info(self, token: Secret) -> dict[str, Any]:
        """Who the token belongs to, as Autolab describes them. Raises sign_in_again, scope_missing, server_failed …"""
        call = user()
        response = await self._transport.send(call.request, token=token, max_bytes=MAX_ANSWER)
        known = plain(read_answer(self.server, call, response))
        return {name: value for name, value in known.items() if value not in (None, "")}
