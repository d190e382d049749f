"""Does a redirect address match a registered one? (RFC 8252 section 7.3: any port on a loopback literal.)"""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit

from .records import OOB

FORBIDDEN_SCHEMES = frozenset({"javascript", "data", "vbscript"})


def matches_any(address: str, registered: list[str]) -> bool:
    """Whether `address` may receive a code of an app with these registrations."""
    return any(matches(address, one) for one in registered)


def matches(address: str, registered: str) -> bool:
    """Exact, but for a query added to one registered without, and for the port of a loopback address."""
    if OOB in (address, registered):
        return address == registered
    try:
        asked, known = urlsplit(address), urlsplit(registered)
        return _usable(asked, address) and _shape(asked, known) == _shape(known, known)
    except ValueError:
        return False


def _usable(parts: SplitResult, address: str) -> bool:
    return bool(parts.scheme) and "#" not in address and parts.scheme not in FORBIDDEN_SCHEMES


def _shape(parts: SplitResult, known: SplitResult) -> tuple[object, ...]:
    default = {"http": 80, "https": 443}.get(parts.scheme)
    port = None if _loopback(parts) and _loopback(known) else parts.port or default
    query = parts.query if known.query else ""
    return (
        parts.scheme,
        parts.username,
        parts.password,
        parts.hostname,
        port,
        parts.path or ("/" if parts.netloc else ""),
        query,
    )


def _loopback(parts: SplitResult) -> bool:
    try:
        return ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False
