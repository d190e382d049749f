"""Exchanges that gave no usable answer, and what is certain about the request when they fail."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal
from urllib.parse import urljoin, urlsplit

import aiohttp

from ..wire.errors import CompanionError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..wire.error_names import ErrorName
    from .proxy import Proxy

Sent = Literal["no", "partly", "maybe"]
"""How much of the request left. "no": nothing; "partly": all but the end of its body, so no server can have acted
on it; "maybe": all of it, so the server may have."""


class ExchangeError(CompanionError):
    """A 2xx row of the catalogue, with `sent` saying whether the server may have acted on the request."""

    def __init__(self, name: ErrorName, sent: Sent, **data: str | int | None) -> None:
        super().__init__(name, server_said=None, **data)
        self.sent = sent


# Most specific first: aiohttp's classes overlap.
_ROWS: tuple[tuple[type[BaseException], ErrorName, str], ...] = (
    (aiohttp.ClientConnectorCertificateError, "tls_failed", "its certificate is not valid"),
    (aiohttp.ClientConnectorSSLError, "tls_failed", "no secure connection could be made"),
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

_NO_PROXY = (aiohttp.ClientProxyConnectionError, aiohttp.ServerDisconnectedError, aiohttp.ClientResponseError)
"""Before the tunnel stands, when nothing has been sent and the server was not spoken to, these are the proxy's."""

_UNTRUSTED = frozenset({2, 18, 19, 20, 21})
"""OpenSSL's X509_V_ERR_* for a chain that ends at nobody whom this computer trusts."""


def failed(server: str, error: BaseException, sent: Sent, proxy: Proxy | None = None) -> ExchangeError:
    """The catalogued form of what aiohttp raised; its own texts stay out, they can quote URLs and headers."""
    if proxy is not None and sent == "no" and (ours := _on_the_way(server, error, proxy)):
        return ours
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        code = getattr(error.certificate_error, "verify_code", None)
        if code in _UNTRUSTED:
            return ExchangeError("certificate_untrusted", sent, server=server)
    for kind, name, words in _ROWS:
        if isinstance(error, kind):
            return ExchangeError(name, sent, server=server, detail=words + _system_words(error))
    return ExchangeError("server_unreachable", sent, server=server, detail="the connection was lost")


def _on_the_way(server: str, error: BaseException, proxy: Proxy) -> ExchangeError | None:
    """What the proxy is to blame for; None if the failure is the server's own."""
    # aiohttp raises the same classes for the proxy's name and certificate as for the server's.
    of_proxy = isinstance(error, aiohttp.ClientConnectorError) and error.host == proxy.host
    if of_proxy and isinstance(
        error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientConnectorSSLError
    ):
        return failed(proxy.shown, error, "no")
    name: ErrorName | None = None
    detail = "no connection in time"
    if of_proxy and isinstance(error, aiohttp.ClientConnectorDNSError):
        name = "proxy_name_unknown"
    elif isinstance(error, aiohttp.ClientHttpProxyError):
        # RFC 9110 section 15.5.8
        name = "proxy_auth_required" if error.status == 407 else "proxy_refused"  # noqa: PLR2004 - as above
        detail = f"HTTP {error.status}"
    elif isinstance(error, TimeoutError):
        name = "proxy_refused"
    elif (
        isinstance(error, _NO_PROXY) or type(error) is aiohttp.ClientOSError
    ):  # its subclasses speak of the server
        name = "proxy_unreachable"
    return (
        None if name is None else ExchangeError(name, "no", proxy=proxy.shown, server=server, detail=detail)
    )


def _system_words(error: BaseException) -> str:
    """What OpenSSL says about the certificate, or the system about the connection, in brackets."""
    words: object = None
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        words = getattr(error.certificate_error, "verify_message", None)
    elif type(error) is aiohttp.ClientConnectorError and error.os_error.errno:
        words = os.strerror(error.os_error.errno)
    return f" ({words})" if words else ""


def redirected(url: str, status: int, headers: Mapping[str, str], sent: Sent) -> ExchangeError | None:
    """The error of a redirecting status; 304 answers a condition and redirects nowhere.

    redirect_refused if the same path is to be had at another address, else sign_on_first: Autolab's API and its
    OAuth endpoints redirect nowhere, a gate before them sends whoever it does not know to its own page.
    """
    not_modified = 304
    if not 300 <= status < 400 or status == not_modified or "location" not in headers:  # noqa: PLR2004 - the 3xx class
        return None
    asked = urlsplit(url)
    server = f"{asked.scheme}://{asked.netloc}"
    try:
        target = urlsplit(urljoin(url, headers["location"]))
        gate = f"{target.scheme}://{target.hostname or ''}"[:_SHOWN]
    except ValueError:
        return ExchangeError("redirect_refused", sent, server=server, status=status)
    if target.scheme not in {"http", "https"} or target.path.rstrip("/") == asked.path.rstrip("/"):
        return ExchangeError("redirect_refused", sent, server=server, status=status)
    clean = "".join(mark if mark.isprintable() else "?" for mark in gate)
    return ExchangeError("sign_on_first", sent, server=server, gate=clean, status=status)


_SHOWN = 80
"""Characters of a foreign address that an error repeats: scheme and host only, the rest can hold secrets."""
