"""Signing in: whether each server still knows the client and the token, and gives what was asked for."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from native_host.oauth.scopes import WORDS
from native_host.wire.errors import CompanionError

from ..findings import NOTE, PROBLEM, WARNING, Finding
from . import quietly

if TYPE_CHECKING:
    from collections.abc import Iterator

    from native_host.oauth.server_store import Server
    from native_host.services import Services
    from native_host.wire.identifiers import Origin

    from ..site import Site

ABOUT_SIGNING_IN = frozenset({"session", "sign_in"})
"""The kinds of errors that are told here. What the way to a server is in for, the check of the servers tells."""


def signed_in(site: Site) -> Iterator[Finding]:
    """Sessions that have ended, that the server refuses, or that lack a permission; each is tried with one request."""
    services = quietly.services_of(site)
    if services is None:
        return
    try:
        servers = services.servers.list() if services.vault.status()["state"] == "open" else []
    except CompanionError:
        return  # the checks of the vault say why
    told = asyncio.run(_tried(services, [server.origin for server in servers]))
    for server, error in zip(servers, told, strict=True):
        if error is None:
            yield from _permissions(services, server)
        elif error.name == "not_signed_in":
            yield Finding.of(error, f"Nobody is signed in to {server.origin}.", NOTE)
        elif error.kind in ABOUT_SIGNING_IN:
            yield Finding.of(error, f"{server.origin} does not let the companion in.", PROBLEM)


async def _tried(services: Services, origins: list[Origin]) -> list[CompanionError | None]:
    try:
        return await asyncio.gather(*(_trial(services, origin) for origin in origins))
    finally:
        await services.close()


async def _trial(services: Services, origin: Origin) -> CompanionError | None:
    """Why the session cannot be used. Asks who the token belongs to; a token that is due is renewed, as in the host."""
    from native_host.autolab import endpoints

    try:
        services.sessions.require(origin)
        await services.client(origin).call(endpoints.user())
    except CompanionError as error:
        return error
    return None


def _permissions(services: Services, server: Server) -> Iterator[Finding]:
    for scope in server.wanted:
        try:
            services.sessions.require(server.origin, scope)
        except CompanionError as error:
            yield Finding.of(error, f"A permission is missing on {server.origin}: {WORDS[scope]}.", WARNING)
