"""Reading what an OAuth endpoint answered: a bounded JSON object or nothing, whatever the content type says."""

from __future__ import annotations

import json
from typing import Any

from ..wire.errors import CompanionError

MAX_ANSWER = 65_536
"""Bytes; the longest real answer, an error with its description, is below 500."""
_SAID = 300
_CLIENT_ERROR, _SERVER_ERROR, _THROTTLED = 400, 500, 429


def json_object(body: bytes) -> dict[str, Any]:
    """The JSON object in a body; anything else (HTML, nothing, nonsense) is an empty one."""
    if len(body) > MAX_ANSWER:
        return {}
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def text_of(answer: dict[str, Any], member: str, limit: int) -> str | None:
    """A member that is a printable ASCII text of 1 to `limit` characters without spaces; else None.

    Tokens and codes end up in headers and forms; nothing that could break out of one passes.
    """
    value = answer.get(member)
    if not isinstance(value, str) or not 1 <= len(value) <= limit:
        return None
    return value if value.isascii() and value.isprintable() and " " not in value else None


def error_text(answer: dict[str, Any]) -> str | None:
    """The server's own words for an error, for people; nothing in them can move a terminal's cursor."""
    for member in ("error_description", "error"):
        words = answer.get(member)
        if isinstance(words, str) and words:
            return "".join(mark if mark.isprintable() else " " for mark in words[:_SAID]).strip() or None
    return None


def unexpected(server: str, status: int, what: str) -> CompanionError:
    """The error for an answer that fits nothing we know."""
    if status == _THROTTLED:
        return CompanionError("throttled", server=server)
    if status >= _SERVER_ERROR:
        return CompanionError("server_failed", server=server, status=status)
    return CompanionError("answer_unexpected", server=server, detail=f"{what} (HTTP {status})")
