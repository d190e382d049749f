"""What a server told, fit for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def shown(text: str) -> str:
    """The text without control characters, which could rewrite what stands on the screen."""
    return "".join(mark if mark.isprintable() else "?" for mark in text)


def left_behind(done: Mapping[str, Any]) -> str:
    """What signing out could not do, of a result with `warning` and `cause`, two error objects."""
    warning, cause = done["warning"], done["cause"]
    return shown(f"{warning['message']} {cause['message']} {warning['data']['remedy']}")
