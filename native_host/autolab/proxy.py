"""The proxy that the user names in AUTOLAB_COMPANION_PROXY, and no other: the system's own are not asked.

Every server but this machine is https, so through the proxy goes a tunnel (RFC 9110 section 9.3.6) that it
cannot look into.
"""

from __future__ import annotations

import os
from base64 import b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote_to_bytes, urlsplit

from ..wire.errors import CompanionError
from .origin import is_loopback, parse_origin

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "AUTOLAB_COMPANION_PROXY"
_SCHEMES = frozenset({"http", "https"})


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy as Transport takes it. `shown` is its address; `authorization` (RFC 7617) goes to the proxy alone."""

    host: str
    shown: str
    authorization: str | None = field(default=None, repr=False)

    @property
    def headers(self) -> dict[str, str]:
        """What CONNECT carries besides the usual."""
        return {"Proxy-Authorization": self.authorization} if self.authorization else {}


def proxy_for(origin: str, environ: Mapping[str, str] = os.environ) -> Proxy | None:
    """The proxy on the way to `origin` (from parse_origin); None: go directly.

    It is named as `http://proxy.example.edu:3128` or `http://name:password@proxy.example.edu:3128`, both
    percent-encoded. Raises proxy_invalid, which never repeats them.
    """
    named = environ.get(VARIABLE, "").strip()
    host = urlsplit(origin).hostname or ""
    if not named or is_loopback(f"[{host}]" if ":" in host else host):
        return None
    return parse_proxy(named)


def parse_proxy(named: str) -> Proxy:
    """What the user wrote. Raises proxy_invalid."""
    if not named.isprintable() or " " in named:
        raise _invalid("it holds characters that no address has")
    try:
        parts = urlsplit(named)
    except ValueError as error:
        raise _invalid("its host or port is not valid") from error
    if parts.scheme not in _SCHEMES:
        raise _invalid("it must start with http:// or https://")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise _invalid("it must end after the host and port")
    host, shown = _address(parts)
    if "@" not in parts.netloc:
        return Proxy(host, shown)
    # As curl does: whatever bytes the percent signs stand for, and what is written plainly as UTF-8. aiohttp by itself
    # would send Latin-1, or raise.
    user, password = unquote_to_bytes(parts.username or ""), unquote_to_bytes(parts.password or "")
    if b":" in user:
        raise _invalid(
            "its user name holds a colon"
        )  # RFC 7617 section 2: nobody could tell where the name ends
    if any(byte < 0x20 or byte == 0x7F for byte in user + password):  # noqa: PLR2004 - ASCII's control characters
        raise _invalid("its user name or password holds control characters")
    return Proxy(host, shown, f"Basic {b64encode(user + b':' + password).decode()}")


def _address(parts: SplitResult) -> tuple[str, str]:
    """Host and whole address, by the rules for a server's: what DNS cannot ask for is refused here, in words."""
    authority = parts.netloc.rpartition("@")[2]
    try:
        checked = urlsplit(parse_origin(f"https://{authority}"))
    except CompanionError as error:
        raise _invalid(str(error.data["detail"])) from error
    host = checked.hostname or ""
    port = checked.port or (443 if authority.endswith(":443") or parts.scheme == "https" else 80)
    bracketed = f"[{host}]" if ":" in host else host
    return host, f"{parts.scheme}://{bracketed}:{port}"


def _invalid(detail: str) -> CompanionError:
    return CompanionError("proxy_invalid", variable=VARIABLE, detail=detail)
