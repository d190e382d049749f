"""The one spelling of a server's address: scheme, host and port, as browsers write an origin.

Tokens, permissions and remembered data are keyed by this text, so two spellings of one server must become one,
and nothing that a browser would read differently may pass. Only builtins here: the dispatcher uses it.
"""

from __future__ import annotations

from ..wire.errors import CompanionError
from ..wire.identifiers import Origin

MAX_HOST = 253
"""RFC 1035 section 2.3.4: 255 octets on the wire, two of them the outer length and the root."""
MAX_LABEL = 63
MAX_PORT = 65535
QUAD, OCTET = 4, 255
SHOWN = 80
"""Characters of a refused address that an error repeats."""

_DEFAULT_PORT = {"https": 443, "http": 80}
_HOST_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")


def parse_origin(text: str) -> Origin:
    """The normalised origin, such as `https://autolab.example.edu` or `http://127.0.0.1:3000`.

    A single trailing slash is accepted; http only for this machine. Raises origin_invalid.
    """
    scheme, separator, rest = text.partition("://")
    scheme = scheme.lower()
    if not separator or scheme not in _DEFAULT_PORT:
        raise _invalid(text, "it must start with https://")
    if "@" in rest:
        raise _invalid(f"{scheme}://{rest.rpartition('@')[2]}", "it must not hold a user name or password")
    authority = rest.removesuffix("/")
    if any(mark in authority for mark in "/?#\\"):
        raise _invalid(text, "it must end after the host")
    host, port = _split_port(authority, text)
    host = _literal(host, text) if host.startswith("[") else _name(host, text)
    if scheme == "http" and not is_loopback(host):
        raise _invalid(text, "plain http is only possible on this machine")
    number = _port(port, text)
    return Origin(
        f"{scheme}://{host}" if number in (None, _DEFAULT_PORT[scheme]) else f"{scheme}://{host}:{number}"
    )


def is_loopback(host: str) -> bool:
    """Whether a normalised host is this machine by name or by literal address."""
    return host in {"localhost", "[::1]"} or (host.startswith("127.") and _is_dotted_quad(host))


def _invalid(shown: str, detail: str) -> CompanionError:
    clean = "".join(mark if mark.isprintable() else "?" for mark in shown[:SHOWN])
    return CompanionError("origin_invalid", server=clean, detail=detail)


def _split_port(authority: str, text: str) -> tuple[str, str | None]:
    if not authority.startswith("["):
        host, colon, port = authority.partition(":")
        return host, port if colon else None
    inside, bracket, port = authority.partition("]")
    if not bracket or (port and not port.startswith(":")):
        raise _invalid(text, "its IPv6 address is not closed by a bracket")
    return inside + bracket, port[1:] if port else None


def _port(port: str | None, text: str) -> int | None:
    if port is None:
        return None
    if not _is_number(port, MAX_PORT) or int(port) == 0:
        raise _invalid(text, f"its port is not a number from 1 to {MAX_PORT}")
    return int(port)


def _literal(host: str, text: str) -> str:
    import ipaddress  # 5 ms that only IPv6 addresses cost

    try:
        address = ipaddress.IPv6Address(host[1:-1])
    except ValueError as error:
        raise _invalid(text, "its IPv6 address is not valid") from error
    if address.scope_id is not None:
        raise _invalid(text, "an address with a zone cannot be an origin")
    return f"[{address.compressed}]"


def _name(host: str, text: str) -> str:
    ascii_host = host.lower() if host.isascii() else _to_ascii(host, text)
    labels = ascii_host.split(".")
    if not ascii_host or len(ascii_host) > MAX_HOST or not all(_is_label(label) for label in labels):
        raise _invalid(text, "its host is not a valid name")
    # Browsers read 0x7f.1, 127.1 or 2130706433 as addresses; only the plain spelling means the same everywhere.
    if labels[-1][0].isdigit() and not _is_dotted_quad(ascii_host):
        raise _invalid(text, "write its address as four numbers")
    return ascii_host


def _to_ascii(host: str, text: str) -> str:
    import idna  # large tables that only international names need

    try:
        return idna.encode(host, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError) as error:
        raise _invalid(text, "its international name is not valid") from error


def _is_label(label: str) -> bool:
    edges_fine = bool(label) and label[0] != "-" and label[-1] != "-"
    return edges_fine and len(label) <= MAX_LABEL and not set(label) - _HOST_CHARACTERS


def _is_dotted_quad(host: str) -> bool:
    parts = host.split(".")
    return len(parts) == QUAD and all(_is_number(part, OCTET) and str(int(part)) == part for part in parts)


def _is_number(text: str, highest: int) -> bool:
    digits = text.isascii() and text.isdigit() and len(text) <= len(str(highest))
    return digits and int(text) <= highest
