"""The languages we speak, by the primary part of a language tag (RFC 5646)."""

from __future__ import annotations


def primary(tag: str | None) -> str:
    """`de` for de-AT, de_AT and DE; empty for none."""
    return (tag or "").replace("_", "-").partition("-")[0].lower()
