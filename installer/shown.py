"""What a server told, fit for a terminal."""

from __future__ import annotations

TYPE_CHECKING = False  # typing stays off the path to what is remembered
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def shown(text: str) -> str:
    """The text without control characters, which could rewrite what stands on the screen."""
    return text if text.isprintable() else "".join(mark if mark.isprintable() else "?" for mark in text)


def left_behind(done: Mapping[str, Any]) -> str:
    """What signing out could not do, of a result with `warning` and `cause`, two error objects."""
    warning, cause = done["warning"], done["cause"]
    return shown(f"{warning['message']} {cause['message']} {warning['data']['remedy']}")
