"""The proxy that the user names in AUTOLAB_COMPANION_PROXY, and no other: the system's own are not asked.

Every server but this machine is https, so through the proxy goes a tunnel (RFC 9110 section 9.3.6) that it
cannot look into.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..wire.errors import CompanionError
from .origin import is_loopback

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "AUTOLAB_COMPANION_PROXY"
_SCHEMES = frozenset({"http", "https"})


def proxy_for(origin: str, environ: Mapping[str, str] = os.environ) -> str | None:
    """The proxy on the way to `origin` (from parse_origin), such as `http://proxy.example.edu:3128`; None: go directly.

    It may hold a user name and password. Raises proxy_invalid, which never repeats them.
    """
    named = environ.get(VARIABLE, "").strip()
    host = urlsplit(origin).hostname or ""
    if not named or is_loopback(f"[{host}]" if ":" in host else host):
        return None
    fault = _fault(named)
    if fault:
        raise CompanionError("proxy_invalid", variable=VARIABLE, detail=fault)
    return named


def _fault(named: str) -> str | None:
    if not named.isprintable() or " " in named:
        return "it holds characters that no address has"
    try:
        parts = urlsplit(named)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "its host or port is not valid"
    if parts.scheme not in _SCHEMES:
        return "it must start with http:// or https://"
    if not host or port == 0:
        return "its host or port is not valid"
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        return "it must end after the host and port"
    return None
