"""What the four ways to get a code differ in: how each begins, and where its answer holds the code."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from ..added_extensions import identity_redirects
from ..wire.errors import CompanionError
from .attempts import DEVICE_LIFETIME, LIFETIME, Attempt
from .authorization_code import OUT_OF_BAND, begin, code_from_native_page, code_from_redirect
from .device import INIT_PATH, REDIRECT_PATH, read_init
from .scopes import in_words

if TYPE_CHECKING:
    from ..wire.shapes.servers import Way
    from ..wire.shapes.sign_in import StartedAttempt
    from .http_client import HttpClient
    from .loopback import Listener
    from .secret import Secret
    from .server_store import Server


def new_attempt(server: Server, way: Way, now: float) -> Attempt:
    """A waiting attempt that is not kept yet, begun at `now`."""
    return Attempt(
        id=secrets.token_hex(16),
        server=server.origin,
        way=way,
        started_at=now,
        expires_at=now + (DEVICE_LIFETIME if way == "device" else LIFETIME),
        redirect_uri=server.origin + REDIRECT_PATH,
        scopes=list(server.wanted),
    )


def require_identity_redirect(server: Server, redirect_uri: str | None) -> None:
    """Only the browsers' own redirects of our extensions, or this server's own path below one, if registered.

    The path names the server, so that no other server can claim it: what arrives there is an answer of this one
    (RFC 9700 section 4.4.2.2).
    """
    host = server.origin.split("://", 1)[1]
    ours = {base + path for base in identity_redirects() for path in ("", f"/{host}")}
    if redirect_uri not in ours or redirect_uri not in server.redirects["identity"]:
        raise CompanionError("redirect_not_registered", server=server.origin, redirect=redirect_uri)


async def open_device_request(http: HttpClient, server: Server, attempt: Attempt) -> None:
    """Gets the attempt its user code. Raises device_throttled, client_rejected … and network errors."""
    response = await http.get(INIT_PATH, {"client_id": server.client_id})
    opened = read_init(server.origin, response.status, response.body)
    attempt.device_code, attempt.user_code = opened.device_code, opened.user_code


def prepare(server: Server, attempt: Attempt, redirect_uri: str) -> str:
    """Makes the attempt one for an authorization code; the address to open."""
    begun = begin(server, redirect_uri, attempt.scopes)
    attempt.redirect_uri, attempt.oauth_state, attempt.verifier = redirect_uri, begun.state, begun.verifier
    return begun.url


def redirect_of(way: str, redirect_uri: str | None, listener: Listener | None) -> str:
    """Where the server is to send the answer: the listener, the code page, or the browser's `redirect_uri`."""
    if listener is not None:
        return listener.redirect_uri
    return OUT_OF_BAND if way == "oob" else str(redirect_uri)


def code_in(attempt: Attempt, url: str) -> Secret:
    """The code in an authorization response. Raises as authorization_code does."""
    if attempt.way == "oob":
        return code_from_native_page(attempt.server, url)
    assert attempt.oauth_state is not None  # noqa: S101 - a waiting attempt has its state
    return code_from_redirect(attempt.server, attempt.redirect_uri, attempt.oauth_state, url)


def started(attempt: Attempt, url: str | None) -> StartedAttempt:
    """The reply to whoever began the attempt; `url` is the address to open, where there is one."""
    told = attempt.public()
    begun: StartedAttempt = {
        "attempt": told["attempt"],
        "server": told["server"],
        "way": told["way"],
        "expires_at": told["expires_at"],
        "scopes": in_words(tuple(attempt.scopes)),
    }
    if url:
        begun["authorization_url"] = url
    for name in ("user_code", "activate_url", "deep_link"):
        if name in told:
            begun[name] = told[name]
    return begun
