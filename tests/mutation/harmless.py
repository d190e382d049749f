"""What may survive, and why. A survivor without a reason here is a missing test."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .run import Survivor

TABLE = Path(__file__).with_name("harmless.toml")
_LITERAL = re.compile(r"""f?("[^"]*"|'[^']*')""")
_CASELESS = frozenset({"utf-8", "ascii", "inf", "-inf"})
"""Words whose case Python does not regard."""


def is_wording(survivor: Survivor) -> bool:
    """Only a sentence for people changed, or the case of a caseless word: a test of it would repeat the code."""
    before, after = (_LITERAL.sub(_gist, text) for text in (survivor.before, survivor.after))
    return before == after


def _gist(literal: re.Match[str]) -> str:
    text = literal[1][1:-1]
    if " " in text:
        return "…"
    return text.lower() if text.lower() in _CASELESS else text


def explained() -> dict[tuple[str, str, str], str]:
    """(function, before, after) to the reason why that change harms nobody."""
    rows = tomllib.loads(TABLE.read_text("utf-8")).get("survivor", [])
    return {(row["function"], row["before"], row["after"]): row["reason"] for row in rows}


def unexplained(alive: list[Survivor]) -> list[Survivor]:
    """Those that a test should have noticed."""
    known = explained()
    return [survivor for survivor in alive if not is_wording(survivor) and tuple(survivor) not in known]
