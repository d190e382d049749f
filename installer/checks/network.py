"""What stands between this machine and the servers: authorities, proxies, gates."""

from __future__ import annotations

import asyncio
import os
import ssl
import sys
from typing import TYPE_CHECKING

from native_host.services import Services
from native_host.wire.errors import CompanionError

from ..findings import NOTE, PROBLEM, WARNING, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..site import Site

VARIABLE = "SSL_CERT_FILE"
"""OpenSSL's variable for a file of authorities; the system's own folder of them counts besides."""

_MAY_PASS = frozenset(
    {"server_unreachable", "server_failed", "throttled", "proxy_unreachable", "proxy_refused"}
)
"""What may only mean that this machine is offline, or the server is, right now."""


def authorities(_site: Site) -> Iterator[Finding]:
    """A file of authorities in the environment. OpenSSL says nothing about one that it cannot read."""
    named = os.environ.get(VARIABLE)
    if not named or sys.platform != "linux":  # elsewhere the system's store is asked, which heeds no variable
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=named)
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        cause = getattr(error, "strerror", None) or str(error)
        yield Finding(
            WARNING,
            f"The authorities that {VARIABLE} names cannot be read.",
            f"{named}: {cause}.",
            "Name a file in PEM format, in the environment of the browser too.",
        )
        return
    yield Finding(
        NOTE,
        f"Certificates of the authorities in {named} are accepted too.",
        f"{VARIABLE} names that file.",
        "Start the browser with the same variable; without it the host does not accept them.",
    )


def servers(site: Site) -> Iterator[Finding]:
    """Servers that were added and that the host could not use from here; each is asked once, without a token."""
    if not site.home.is_dir():
        return
    try:
        origins = [server.origin for server in Services(str(site.home)).servers.list()]
    except CompanionError:
        return  # the checks of the vault say why
    for origin, error in asyncio.run(_failing(origins)):
        yield Finding(
            WARNING if error.name in _MAY_PASS else PROBLEM,
            f"{origin} cannot be used from here.",
            error.message,
            error.as_json()["data"]["remedy"],
        )


async def _failing(origins: list[str]) -> list[tuple[str, CompanionError]]:
    trials = await asyncio.gather(*(_failure(origin) for origin in origins))
    return [(origin, error) for origin, error in zip(origins, trials, strict=True) if error is not None]


async def _failure(origin: str) -> CompanionError | None:
    from native_host.oauth.driver import (  # no other check needs the network's modules
        connected,
        require_autolab,
    )

    try:
        async with connected(origin) as channel:
            await require_autolab(channel)
    except CompanionError as error:
        return error
    return None
