"""What stands between this machine and the servers: authorities, proxies, gates."""

from __future__ import annotations

import asyncio
import os
import ssl
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from native_host.autolab.server_clock import ServerClock
from native_host.submission.rules import CLOCKS_APART
from native_host.timestamps import iso
from native_host.wire.errors import CompanionError

from ..findings import NOTE, PROBLEM, WARNING, Finding
from . import quietly

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..site import Site

VARIABLE = "SSL_CERT_FILE"
"""OpenSSL's variable for a file of authorities; the system's own folder of them counts besides."""


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
    if Path(named).resolve().is_relative_to(Path(ssl.get_default_verify_paths().openssl_capath).resolve()):
        return  # the system's own
    yield Finding(
        NOTE,
        f"Certificates of the authorities in {named} are accepted too.",
        f"{VARIABLE} names that file.",
        "Start the browser with the same variable; without it the host does not accept them.",
    )


def servers(site: Site) -> Iterator[Finding]:
    """Servers that the host could not use from here, or whose clock is another; each is asked once, without a token."""
    services = quietly.services_of(site)
    if services is None:
        return
    try:
        origins = [server.origin for server in services.servers.list()]
    except CompanionError:
        return  # the checks of the vault say why
    for origin, (error, clock) in zip(origins, asyncio.run(_tried(origins)), strict=True):
        if error is not None and error.name == "proxy_invalid":
            continue  # said once, by the proxy's own check
        if error is not None:
            level = WARNING if _may_pass(error) else PROBLEM
            yield Finding.of(error, f"{origin} cannot be used from here.", level)
        elif abs(clock.ahead() or 0.0) > CLOCKS_APART:
            yield Finding(
                WARNING,
                f"The clock of this computer differs from that of {origin}.",
                f"It says {iso(clock.wall())}, the server says {iso(clock.now())}.",
                "Set this computer's clock; if it is right, tell the server's administrator. Deadlines are judged by "
                "the server's.",
            )


async def _tried(origins: Sequence[str]) -> list[tuple[CompanionError | None, ServerClock]]:
    return await asyncio.gather(*(_trial(origin) for origin in origins))


async def _trial(origin: str) -> tuple[CompanionError | None, ServerClock]:
    """Why the server cannot be used, if so, and what time it is there."""
    # No other check needs the network's modules.
    from native_host.oauth.http_client import connect
    from native_host.oauth.preflight import require_autolab

    clock = ServerClock()
    try:
        async with connect(origin) as http:
            sent = clock.steady()
            clock.observe((await require_autolab(http)).headers, sent)
    except CompanionError as error:
        return error, clock
    return None, clock


def _may_pass(error: CompanionError) -> bool:
    """Whether it may only mean that this machine is offline, or the server is, right now."""
    return error.passing or error.name in {"throttled", "proxy_refused"}
