"""The file name a server proposes: Content-Disposition (RFC 6266, RFC 8187). Sans-I/O, never raises."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

_PARAMETER = re.compile(
    r""";\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s"][^;]*|))""", re.DOTALL
)
"""A value without quotes goes on to the next semicolon, blanks and all: old servers and proxies drop the quotes, and
browsers read it so."""
_CHARSETS = {"utf-8": "utf-8", "iso-8859-1": "latin-1"}
"""RFC 8187 section 3.2.1 asks for UTF-8; older servers write the other one."""


def is_file(header: str | None) -> bool:
    """Whether the answer is a file to keep: the server sends the header with files and only with files."""
    return header is not None and header.strip() != ""


def proposed_name(header: str | None) -> str | None:
    """The proposed name as text, still to be made safe; `filename*` counts before `filename`."""
    found: dict[str, str] = {}
    for name, quoted, bare in _PARAMETER.findall(header or ""):
        # The first of equal parameters counts: a second one is somebody's trick or mistake.
        found.setdefault(
            name.lower(), re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL) if quoted else bare.rstrip()
        )
    extended = _extended(found.get("filename*", ""))
    return extended or _from_wire(found.get("filename", "")) or None


def _extended(value: str) -> str | None:
    charset, quote, rest = value.partition("'")
    _language, quote, octets = rest.partition("'")
    codec = _CHARSETS.get(charset.lower())
    if not quote or codec is None:
        return None
    return unquote_to_bytes(octets.encode("utf-8", "replace")).decode(codec, "replace")


def _from_wire(value: str) -> str:
    """Raw UTF-8 in a header arrives from aiohttp as surrogates."""
    return (
        value.encode("utf-8", "surrogateescape").decode("utf-8", "replace") if _has_escapes(value) else value
    )


def _has_escapes(value: str) -> bool:
    return any("\udc80" <= mark <= "\udcff" for mark in value)
