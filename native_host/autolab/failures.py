"""Exchanges that gave no usable answer, and what is certain about the request when they fail."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

import aiohttp

from ..wire.errors import CompanionError

if TYPE_CHECKING:
    from collections.abc import Mapping

Sent = Literal["no", "partly", "maybe"]
"""How much of the request left. "no": nothing; "partly": all but the end of its body, so no server can have acted
on it; "maybe": all of it, so the server may have."""


class ExchangeError(CompanionError):
    """A 2xx row of the catalogue, with `sent` saying whether the server may have acted on the request."""

    def __init__(self, name: str, sent: Sent, **data: str | int | None) -> None:
        super().__init__(name, server_said=None, **data)
        self.sent = sent


# Most specific first: aiohttp's classes overlap.
_ROWS: tuple[tuple[type[BaseException], str, str], ...] = (
    (aiohttp.ClientConnectorCertificateError, "tls_failed", "its certificate is not valid"),
    (aiohttp.ClientConnectorSSLError, "tls_failed", "no secure connection could be made"),
    (aiohttp.ClientProxyConnectionError, "server_unreachable", "the configured proxy does not answer"),
    (aiohttp.ClientHttpProxyError, "server_unreachable", "the configured proxy refused the connection"),
    (aiohttp.ClientConnectorDNSError, "server_unreachable", "its name is not known on this network"),
    (aiohttp.ConnectionTimeoutError, "server_unreachable", "no connection in time"),
    (aiohttp.ClientConnectorError, "server_unreachable", "no connection can be made"),
    (aiohttp.SocketTimeoutError, "server_unreachable", "no answer in time"),
    (TimeoutError, "server_unreachable", "no complete answer in time"),
    (aiohttp.ServerDisconnectedError, "server_unreachable", "it closed the connection without an answer"),
    (aiohttp.ClientPayloadError, "server_unreachable", "its answer was cut short"),
    (aiohttp.ClientResponseError, "answer_unexpected", "it is not valid HTTP"),
    (aiohttp.ClientConnectionError, "server_unreachable", "the connection was lost"),
    (OSError, "server_unreachable", "the connection was lost"),
)
CAUGHT = (aiohttp.ClientError, OSError, TimeoutError)
"""What an exchange may raise. Anything else is a bug of ours."""


def failed(server: str, error: BaseException, sent: Sent) -> ExchangeError:
    """The catalogued form of what aiohttp raised; its own texts stay out, they can quote URLs and headers."""
    for kind, name, words in _ROWS:
        if isinstance(error, kind):
            return ExchangeError(name, sent, server=server, detail=words + _system_words(error))
    return ExchangeError("server_unreachable", sent, server=server, detail="the connection was lost")


def _system_words(error: BaseException) -> str:
    """What OpenSSL says about the certificate, or the system about the connection, in brackets."""
    words: object = None
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        words = getattr(error.certificate_error, "verify_message", None)
    elif type(error) is aiohttp.ClientConnectorError and error.os_error.errno:
        words = os.strerror(error.os_error.errno)
    return f" ({words})" if words else ""


def redirected(server: str, status: int, headers: Mapping[str, str], sent: Sent) -> ExchangeError | None:
    """redirect_refused for a redirecting status; 304 answers a condition and redirects nowhere."""
    not_modified = 304
    if 300 <= status < 400 and status != not_modified and "location" in headers:  # noqa: PLR2004 - the 3xx class
        return ExchangeError("redirect_refused", sent, server=server)
    return None
