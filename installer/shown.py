"""What a server told, fit for a terminal."""

from __future__ import annotations


def shown(text: str) -> str:
    """The text without control characters, which could rewrite what stands on the screen."""
    return "".join(mark if mark.isprintable() else "?" for mark in text)
