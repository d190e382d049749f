"""JSON-RPC 2.0 messages, sans I/O: payloads in, requests and notifications out, and the replies to them."""

from __future__ import annotations

from . import strict_json
from .errors import CompanionError
from .frames import MAX_FRAME

TYPE_CHECKING = False  # keeps typing off the first-reply path
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    RequestId = int | str

MAX_METHOD = 64
MAX_ID = 64
"""Characters of a textual request id, which we must hold and echo."""
PART_CHARACTERS = 240_000
"""Escaping can double a character and UTF-8 can take four bytes, never both: a part stays below MAX_FRAME."""

_MEMBERS = {"jsonrpc", "id", "method", "params"}


class Request:
    """A request awaiting exactly one reply; `id` None makes it a notification, which gets none."""

    __slots__ = ("id", "method", "params")

    def __init__(self, request_id: RequestId | None, method: str, params: dict[str, Any]) -> None:
        self.id, self.method, self.params = request_id, method, params


class Malformed:
    """A message that cannot be served: the error to answer, with the id as far as it could be read."""

    __slots__ = ("error", "id")

    def __init__(self, request_id: RequestId | None, error: CompanionError) -> None:
        self.id, self.error = request_id, error


def decode_message(payload: bytes) -> Request | Malformed:
    """Whatever the bytes are: a request, a notification, or the one error that answers them. Never raises."""
    try:
        value = strict_json.decode(payload)
    except CompanionError as error:
        return Malformed(None, error)
    if not isinstance(value, dict):
        return Malformed(None, _invalid("a message is one object"))
    request_id = value.get("id")
    if not _is_id(request_id):
        return Malformed(None, _invalid("the id must be a whole number or a short text"))
    problem = _problem(value)
    if problem:
        return Malformed(request_id, _invalid(problem))
    return Request(request_id, value["method"], value.get("params", {}))


def _is_id(value: Any) -> bool:
    if isinstance(value, str):
        return 0 < len(value) <= MAX_ID
    return value is None or (isinstance(value, int) and not isinstance(value, bool))


def _problem(value: dict[str, Any]) -> str | None:
    if value.get("jsonrpc") != "2.0":
        return "jsonrpc must be 2.0"
    if set(value) - _MEMBERS:
        return "it has an unknown member"
    if "id" in value and value["id"] is None:
        return "the id must not be null"
    method = value.get("method")
    if not isinstance(method, str) or not 0 < len(method) <= MAX_METHOD:
        return "the method must be a short text"
    if not isinstance(value.get("params", {}), dict):
        return "params must be an object"
    return None


def _invalid(detail: str) -> CompanionError:
    return CompanionError("invalid_request", detail=detail)


def result_reply(request_id: RequestId, result: Mapping[str, Any]) -> Iterator[bytes]:
    """Payloads of a successful reply: one, or several `part` notifications when it exceeds a frame."""
    return _whole_or_parts(request_id, {"jsonrpc": "2.0", "id": request_id, "result": result})


def error_reply(request_id: RequestId | None, error: CompanionError) -> Iterator[bytes]:
    """Payloads of a failed reply; the id is null where it could not be read (JSON-RPC 2.0 section 5)."""
    return _whole_or_parts(request_id, {"jsonrpc": "2.0", "id": request_id, "error": error.as_json()})


def notification(method: str, params: Mapping[str, Any]) -> bytes:
    """Payload of a notification from the host."""
    return strict_json.encode({"jsonrpc": "2.0", "method": method, "params": params})


def _whole_or_parts(request_id: RequestId | None, message: dict[str, Any]) -> Iterator[bytes]:
    whole = strict_json.encode(message)
    if len(whole) <= MAX_FRAME:
        yield whole
        return
    text = whole.decode("utf-8")
    count = -(-len(text) // PART_CHARACTERS)
    for index in range(count):
        piece = text[index * PART_CHARACTERS : (index + 1) * PART_CHARACTERS]
        yield notification("part", {"id": request_id, "index": index, "count": count, "text": piece})
