"""Typed parameters: each field turns an untrusted JSON value into a bounded Python one, or says what it wanted."""

from __future__ import annotations

from ..wire.errors import CompanionError
from ..wire.strict_json import SAFE_INTEGER

TYPE_CHECKING = False  # keeps typing off the first-reply path
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from ..wire.identifiers import Origin

MAX_NAME = 255
"""Characters of a course, assessment or problem name; Autolab's columns are varchar(255)."""


class Field:
    """One parameter. `words` says what is expected, in errors and in PROTOCOL.md."""

    __slots__ = ("_check", "required", "words")

    def __init__(self, words: str, check: Callable[[Any], Any], *, required: bool = True) -> None:
        self.words, self._check, self.required = words, check, required

    def decode(self, value: Any, where: str) -> Any:
        """The checked value. Raises invalid_params naming `where`; origin_invalid and name_refused pass through."""
        try:
            return self._check(value)
        except (ValueError, TypeError, KeyError) as error:
            raise CompanionError("invalid_params", detail=f"{where} must be {self.words}") from error


def _require(condition: bool) -> None:
    if not condition:
        raise ValueError


def text(maximum: int, *, minimum: int = 1) -> Field:
    """A string of `minimum` to `maximum` characters."""

    def check(value: Any) -> str:
        _require(isinstance(value, str) and minimum <= len(value) <= maximum)
        return str(value)

    return Field(f"a text of {minimum} to {maximum} characters", check)


def integer(lowest: int, highest: int = SAFE_INTEGER) -> Field:
    """A whole number; JSON's true and false are not numbers."""

    def check(value: Any) -> int:
        _require(isinstance(value, int) and not isinstance(value, bool) and lowest <= value <= highest)
        return int(value)

    return Field(f"a whole number from {lowest} to {highest}", check)


def number(lowest: float, highest: float) -> Field:
    """A finite number."""

    def check(value: Any) -> float:
        _require(
            isinstance(value, int | float) and not isinstance(value, bool) and lowest <= value <= highest
        )
        return float(value)

    return Field(f"a number from {lowest} to {highest}", check)


def boolean() -> Field:
    """True or false."""

    def check(value: Any) -> bool:
        _require(isinstance(value, bool))
        return bool(value)

    return Field("true or false", check)


def choice(*options: str) -> Field:
    """One of the given words."""

    def check(value: Any) -> str:
        _require(isinstance(value, str) and value in options)
        return str(value)

    return Field("one of " + ", ".join(options), check)


def list_of(item: Field, maximum: int) -> Field:
    """A list of at most `maximum` items."""

    def check(value: Any) -> list[Any]:
        _require(isinstance(value, list) and len(value) <= maximum)
        return [item.decode(entry, "an entry") for entry in value]

    return Field(f"a list of at most {maximum} entries, each {item.words}", check)


def record(fields: Mapping[str, Field]) -> Field:
    """An object with exactly these members (optional ones may be absent)."""

    def check(value: Any) -> dict[str, Any]:
        _require(isinstance(value, dict) and all(key in fields for key in value))
        _require(all(key in value or not field.required for key, field in fields.items()))
        return {key: field.decode(value[key], key) for key, field in fields.items() if key in value}

    return Field("an object of " + ", ".join(fields), check)


def any_object(maximum_keys: int) -> Field:
    """An object whose members are decoded elsewhere, such as a deployment file."""

    def check(value: Any) -> dict[str, Any]:
        _require(isinstance(value, dict) and len(value) <= maximum_keys)
        return dict(value)

    return Field("an object", check)


def optional(field: Field) -> Field:
    """The field may be absent; it then decodes to None."""
    return Field(field.words, field._check, required=False)


def origin() -> Field:
    """A server's origin, normalised. Raises origin_invalid."""

    def check(value: Any) -> Origin:
        from ..autolab.origin import parse_origin  # hello carries no origin

        _require(isinstance(value, str) and len(value) <= MAX_NAME)
        return parse_origin(value)

    return Field("a server's origin", check)


def name() -> Field:
    """A course, assessment or problem name: any text that can be one path segment. Raises name_refused."""

    def check(value: Any) -> str:
        from ..autolab.path_segments import segment  # hello carries no names

        _require(isinstance(value, str) and 1 <= len(value) <= MAX_NAME)
        segment(value)
        return str(value)

    return Field(f"a name of 1 to {MAX_NAME} characters", check)


def sha256_hex() -> Field:
    """A SHA-256 digest as 64 lower-case hexadecimal digits."""

    def check(value: Any) -> str:
        digits = 64  # 256 bits
        _require(isinstance(value, str) and len(value) == digits and not set(value) - set("0123456789abcdef"))
        return str(value)

    return Field("64 hexadecimal digits", check)


def base64_bytes(maximum: int) -> Field:
    """Standard base64 of at most `maximum` bytes, decoded."""

    def check(value: Any) -> bytes:
        import msgspec  # only uploads need it; four times as fast as binascii, which is their largest cost

        _require(isinstance(value, str) and len(value) <= (maximum + 2) // 3 * 4)
        return msgspec.convert(value, bytes, builtin_types=())

    return Field(f"base64 of at most {maximum} bytes", check)
