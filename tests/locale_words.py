"""The extension's words for what the host reports: `python -m tests.locale_words` renders them from the code.

The English ones are the catalogue's own; a translation is kept as it stands, and what it lacks is named.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from native_host.autolab import error_responses, transport_errors
from native_host.oauth import session_store
from native_host.staff.remarks import REMARKS
from native_host.storage import disk_errors
from native_host.submission.rules import WARNINGS
from native_host.vault import file_rules_posix
from native_host.wire.catalogue import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
HOST = ROOT / "native_host"
LOCALES = ROOT / "extension" / "_locales"
OURS = ("host_error_", "host_warning_", "host_remark_", "host_detail_")
"""What the keys rendered here begin with; all others are the extension's own."""


def host_words() -> dict[str, str]:
    """{message key: English}: two for each row of the catalogue, one for each warning, remark and fixed detail."""
    words = {}
    for row in CATALOGUE:
        words[f"host_error_{row.name}"] = row.message
        words[f"host_error_{row.name}_remedy"] = row.remedy
    words |= {f"host_warning_{code}": text for code, text in WARNINGS.items()}
    words |= {f"host_remark_{code}": text for code, text in REMARKS.items()}
    return words | {f"host_detail_{slug(text)}": text for text in sorted(fixed_details())}


def slug(text: str) -> str:
    """As the extension makes it from a {detail} to find its words (lib/host-words.js)."""
    return re.sub("[^a-z0-9]+", "_", text.lower()).strip("_")


def fixed_details() -> set[str]:
    """What the host's code puts for {detail} word for word; what holds a number or a path is told in English."""
    found = (
        {words for _, _, words in transport_errors._ROWS}
        | set(error_responses._TOKEN_WORDS.values())
        | {session_store.ENDED}
    )
    found |= {*disk_errors.WORDS.values(), *disk_errors.UNFIT.values(), *file_rules_posix.REASONS}
    for path in HOST.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                found.update(_details(node))
            elif isinstance(node, ast.Assign | ast.For):
                found.update(_assigned(node))
    return found


def _assigned(node: ast.Assign | ast.For) -> Iterator[str]:
    """The texts that a variable named `detail` may hold: assigned alone, or as a member of one row or of several."""
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    value = node.value if isinstance(node, ast.Assign) else node.iter
    names = target.elts if isinstance(target, ast.Tuple) else [target]
    place = next(
        (at for at, each in enumerate(names) if isinstance(each, ast.Name) and each.id == "detail"), None
    )
    if place is None:
        return
    rows = getattr(value, "elts", []) if isinstance(node, ast.For) else [value]
    for row in rows:
        part = row.elts[place] if isinstance(row, ast.Tuple) else row
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def _details(call: ast.Call) -> Iterator[str]:
    given = [each.value for each in call.keywords if each.arg == "detail"]
    called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    # origin.py's and jsonrpc.py's; the end of a session; odd OAuth answers
    if called in {"_invalid", "mark_ended", "unexpected"}:
        given += call.args
    for value in given:
        for part in value.values if isinstance(value, ast.BoolOp) else [value]:
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value


def locale(language: str) -> dict[str, str]:
    """{message key: text} of a language."""
    written = json.loads(_file(language).read_text("utf-8"))
    return {key: entry["message"] for key, entry in written.items()}


def languages() -> list[str]:
    """The folders below `_locales`."""
    return sorted(folder.name for folder in LOCALES.iterdir())


def rendered(language: str) -> str:
    """The file as it should be: its own messages as they are, then the host's in the catalogue's order."""
    has = locale(language)
    own = {key: text for key, text in has.items() if not key.startswith(OURS)}
    english = host_words()
    host = english if language == "en" else {key: has[key] for key in english if key in has}
    messages = {key: {"message": text} for key, text in (own | host).items()}
    return json.dumps(messages, ensure_ascii=False, indent=2) + "\n"


def _file(language: str) -> Path:
    return LOCALES / language / "messages.json"


if __name__ == "__main__":
    for each in languages():
        _file(each).write_text(rendered(each), "utf-8")
        lacking = [key for key in host_words() if key not in locale(each)]
        if lacking:
            sys.stderr.write("\n  ".join([f"{each} has no words yet for:", *lacking]) + "\n")
