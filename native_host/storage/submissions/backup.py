"""Receipts as a document: what is exported, read by people and programs, and brought back by an import. Pure."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from ...timestamps import iso
from ...wire.errors import CompanionError
from .entry import STATES, Entry, receipt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FORMAT = "autolab-companion receipts"
VERSION = 1
_HEX = {"id": re.compile("[0-9a-f]{32}"), "sha256": re.compile("[0-9a-f]{64}")}
_LAST_MOMENT = 253_402_300_799.0
"""The end of the year 9999 in UTC."""


def document(
    entries: Iterable[Entry], now: float, unreadable: int = 0, loss: Mapping[str, Any] | None = None
) -> str:
    """JSON: {format, version, exported_at, unreadable, loss, receipts: [Receipt with its record]}."""
    exported = [{**receipt(entry), "record": entry.as_record()} for entry in entries]
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": iso(now),
        "unreadable": unreadable,
        "loss": loss,
        "receipts": exported,
    }
    return json.dumps(whole, indent=2) + "\n"


def entries_of(text: str | bytes, path: str) -> list[Entry]:
    """The entries of a document, oldest first. Raises backup_unusable, format_newer; `path` is for its words."""
    import msgspec  # only who imports pays for it

    try:
        whole = json.loads(text)
        if whole["format"] != FORMAT:
            raise CompanionError("backup_unusable", path=path, detail="it is something else")
        if whole["version"] > VERSION:
            raise CompanionError("format_newer")
        entries = [msgspec.convert(each["record"], Entry) for each in whole["receipts"]]
    except (
        ValueError,
        TypeError,
        KeyError,
        RecursionError,
    ) as error:  # msgspec's ValidationError is a ValueError
        raise CompanionError("backup_unusable", path=path, detail=_why(error)) from error
    for entry in entries:
        if not _is_sound(entry):
            raise CompanionError(
                "backup_unusable", path=path, detail=f"its receipt {entry.id[:40]} is not sound"
            )
    return sorted(entries, key=lambda entry: entry.sent_at)


def _why(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)[:200]


def _is_sound(entry: Entry) -> bool:
    moments = (entry.sent_at, entry.ended_at, entry.settled_at)
    return (
        all(pattern.fullmatch(getattr(entry, name)) for name, pattern in _HEX.items())
        and entry.state in STATES
        and entry.size >= 0
        and all(moment is None or 0 <= moment <= _LAST_MOMENT for moment in moments)
    )
