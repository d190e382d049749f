"""Runs what may be refused, for properties of the form "a value or one of these errors"."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from native_host.wire.errors import CompanionError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


def attempt(work: Callable[[], T]) -> tuple[T | None, str | None]:
    """(value, None) or (None, name of the catalogued error). Anything else goes through."""
    try:
        return work(), None
    except CompanionError as error:
        return None, error.name
