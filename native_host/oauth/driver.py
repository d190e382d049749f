"""The one place where sign-in touches the network: forms and queries to one server's OAuth endpoints."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from ..autolab.messages import FormBody, Request
from ..autolab.transport import Transport
from ..wire.errors import CompanionError
from .answers import MAX_ANSWER, json_object, misfit

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ..autolab.messages import Response
    from .secret import Secret
    from .tokens import Form

USER_PATH = "/api/v1/user"
ACCOUNT_MEMBERS = ("email", "first_name", "last_name", "school", "major", "year")
_MAX_MEMBER = 255
_OK, _UNAUTHORIZED, _FORBIDDEN = 200, 401, 403


@asynccontextmanager
async def connected(server: str) -> AsyncIterator[Channel]:
    """A channel to one server, closed afterwards."""
    async with Transport(server) as transport:
        yield Channel(transport)


class Channel:
    """Speaks to one server. Every method raises server_unreachable, tls_failed, redirect_refused, answer_too_large."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @property
    def server(self) -> str:
        """The one origin this channel leads to."""
        return self._transport.origin

    async def post(self, path: str, form: Form) -> Response:
        """POST a form; secrets travel in its body only."""
        return await self._transport.send(Request("POST", path, body=FormBody(form)), max_bytes=MAX_ANSWER)

    async def get(self, path: str, query: dict[str, str] | None = None) -> Response:
        """GET without a token. Autolab's device flow takes its code in the query; there is no other way."""
        return await self._transport.send(Request("GET", path, query=query or {}), max_bytes=MAX_ANSWER)

    async def account(self, token: Secret) -> dict[str, Any]:
        """Who the token belongs to: GET /api/v1/user. Raises grant_rejected, scope_missing, server_failed …"""
        response = await self._transport.send(Request("GET", USER_PATH), token=token, max_bytes=MAX_ANSWER)
        if response.status == _UNAUTHORIZED:
            raise CompanionError("grant_rejected", server=self.server)
        if response.status == _FORBIDDEN:
            raise CompanionError("scope_missing", server=self.server, scope="user_info")
        answer = json_object(response.body)
        email = answer.get("email")
        if response.status != _OK or not isinstance(email, str) or not email:
            raise misfit(self.server, response.status, "no account in the answer")
        known = {name: answer.get(name) for name in ACCOUNT_MEMBERS}
        return {name: value[:_MAX_MEMBER] for name, value in known.items() if isinstance(value, str)}


async def require_autolab(channel: Channel) -> None:
    """Raises not_autolab unless the server refuses a request without a token in Autolab's own words."""
    response = await channel.get(USER_PATH)
    if (
        response.status == _UNAUTHORIZED
        and json_object(response.body).get("error") == "OAuth2 authorization failed"
    ):
        return
    if response.status >= 500:  # noqa: PLR2004 - it may be an Autolab that is down
        raise CompanionError("server_failed", server=channel.server, status=response.status)
    raise CompanionError("not_autolab", server=channel.server)
