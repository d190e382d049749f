"""Names are data: a course, assessment, problem or user becomes exactly one path segment, or is refused.

Only builtins here: the dispatcher checks names before anything else is imported.
"""

from __future__ import annotations

from ..wire.errors import CompanionError

# RFC 3986 section 2.3; everything else is percent-encoded, also what a segment could hold unencoded.
_UNRESERVED = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")


def segment(name: str) -> str:
    """The name percent-encoded as one path segment. Raises name_refused.

    Refused: the empty name, the dot segments (RFC 3986 section 5.2.4), control characters, lone surrogates.
    """
    if name in {"", ".", ".."}:
        raise CompanionError("name_refused", detail="it is empty or consists of dots")
    if has_controls(name):
        raise CompanionError("name_refused", detail="it holds control characters")
    try:
        octets = name.encode("utf-8")
    except UnicodeEncodeError as error:
        raise CompanionError("name_refused", detail="it is not valid Unicode") from error
    return "".join([chr(octet) if octet in _UNRESERVED else f"%{octet:02X}" for octet in octets])


def has_controls(text: str) -> bool:
    """Whether the text holds C0 or C1 control characters or DEL."""
    return any(mark < " " or "\x7f" <= mark <= "\x9f" for mark in text)
