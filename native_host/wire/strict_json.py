"""JSON as RFC 8259 means it: what Python's decoder tolerates (duplicate keys, NaN, huge numbers) is refused."""

from __future__ import annotations

import json

from .errors import CompanionError

TYPE_CHECKING = False  # keeps typing off the first-reply path
if TYPE_CHECKING:
    from typing import Any

SAFE_INTEGER = 2**53 - 1
"""JavaScript's largest exact integer; larger ones would be read differently on the two sides."""
MAX_DIGITS = 16
"""Digits of SAFE_INTEGER; what has more is not even converted."""
MAX_DEPTH = 32
"""No message of the protocol nests deeper than a deployment file (5); room to grow."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member appears twice")
    return members


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > MAX_DIGITS or abs(value := int(digits)) > SAFE_INTEGER:
        raise ValueError("a number is too large")
    return value


def _float(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise ValueError("a number is too large")
    return value


def _constant(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique, parse_int=_integer, parse_float=_float, parse_constant=_constant
)


def decode(payload: bytes) -> Any:
    """The JSON value in `payload`. Raises parse_error, naming what is wrong without quoting the content."""
    try:
        text = payload.decode("utf-8")
        value = _DECODER.decode(text)
        if "\\" in text:  # one character is found 70 times sooner than two, which an upload's parts notice
            _refuse_surrogates(value)
        _refuse_depth(value)
    except UnicodeError as error:
        raise CompanionError("parse_error", detail="it is not well-formed Unicode") from error
    except RecursionError as error:
        raise CompanionError("parse_error", detail="it nests too deeply") from error
    except json.JSONDecodeError as error:
        raise CompanionError("parse_error", detail=f"{error.msg} at character {error.pos}") from error
    except ValueError as error:
        raise CompanionError("parse_error", detail=str(error)) from error
    return value


def _refuse_surrogates(value: Any) -> None:
    json.dumps(value, ensure_ascii=False).encode("utf-8")


def _refuse_depth(value: Any) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return
    raise ValueError("it nests too deeply")


_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, allow_nan=False, separators=(",", ":"))


def encode(value: Any) -> bytes:
    """Compact UTF-8 JSON; lone surrogates in a server's words become "?" because browsers refuse them."""
    return _ENCODER.encode(value).encode("utf-8", "replace")
