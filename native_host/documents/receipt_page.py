"""The printable page of receipts: one HTML file that needs nothing else, runs nothing and trusts no text."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any
from unicodedata import category

from .receipt_words import ENGLISH, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

GOOD = frozenset({"landed", "appeared", "accepted_ungraded"})

_STYLE = """
:root{color-scheme:light dark;--ink:#1b1b1f;--soft:#5b5b66;--line:#d5d5dd;--paper:#fff;--good:#11683a;--bad:#a3171d}
@media (prefers-color-scheme:dark){
:root{--ink:#ececf1;--soft:#a9a9b8;--line:#3d3d49;--paper:#17171c;--good:#6fd69b;--bad:#ff8f8f}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);
max-width:48rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;margin:0 0 .25rem}p{color:var(--soft);margin:0 0 1.5rem}
section{border:1px solid var(--line);border-radius:.5rem;padding:1rem 1.25rem;margin:0 0 1rem}
h2{font-size:1.1rem;margin:0 0 .5rem;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:10rem 1fr;gap:.15rem 1rem;margin:0}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere;unicode-bidi:isolate}
.mono{font-family:ui-monospace,monospace;font-size:.9em}.good{color:var(--good)}.bad{color:var(--bad)}
@media (max-width:32rem){dl{grid-template-columns:1fr}dt{margin-top:.4rem}}
@media print{
:root{--ink:#000;--soft:#333;--line:#999;--paper:#fff;--good:#000;--bad:#000}
body{margin:0;max-width:none}section{break-inside:avoid}}
"""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_MONO = {"sha256", "receipt"}


def receipt_page(
    receipts: Iterable[Mapping[str, Any]],
    made_at: str,
    unreadable: int = 0,
    loss: Mapping[str, Any] | None = None,
    words: Words = ENGLISH,
) -> str:
    """The whole document; `receipts` as storage.submissions.entry.receipt gives them, `made_at` ISO 8601.

    `unreadable`: how many more there are that are damaged, or whose key is gone; `loss` as receipts.list tells it.
    """
    missing = "".join(f"<p>{_text(each)}</p>" for each in _missing(unreadable, loss, words))
    nothing = "" if missing else f"<section>{words.none}</section>"
    sections = "".join(_section(receipt, words) for receipt in receipts) or nothing
    return (
        f'<!doctype html>\n<html lang="{words.language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{words.title}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{words.title}</h1><p>{words.kept.format(moment=_text(made_at))}</p>"
        f"{missing}"
        f"{sections}</body></html>\n"
    )


def _missing(unreadable: int, loss: Mapping[str, Any] | None, words: Words) -> Iterable[str]:
    if unreadable:
        yield words.unreadable.format(count=unreadable)
    if loss is None:
        return
    if loss["missing"]:
        yield words.missing.format(count=loss["missing"], since=loss["since"])
    if loss["outdated"]:
        yield words.outdated.format(count=loss["outdated"])
    if loss["doubt"]:
        yield words.doubt


def _section(receipt: Mapping[str, Any], words: Words) -> str:
    rows = "".join(
        f"<dt>{label}</dt><dd{_look(member, receipt)}>{_text(_worded(member, receipt[member], words))}</dd>"
        for member, label in words.labels.items()
        if _is_shown(member, receipt, words)
    )
    return f"<section><h2>{_text(receipt['display_name'])}: {_text(receipt['filename'])}</h2><dl>{rows}</dl></section>"


def _is_shown(member: str, receipt: Mapping[str, Any], words: Words) -> bool:
    value = receipt.get(member)
    if member == "version_created_at" and receipt["state"] == "landed":
        return False  # the answer says so: when the row was made is nothing to weigh
    return value in words.reasons if member == "reason" else value not in (None, [])


def _worded(member: str, value: Any, words: Words) -> str:
    match member:
        case "state" | "corrected_from":
            return words.states.get(value, str(value))
        case "reason":
            return words.reasons[value]
        case "candidates":
            return words.either.join(map(str, value))
        case "removed_between":
            return words.between.format(since=value[0], until=value[1])
        case "size":
            return words.size.format(count=f"{value:,}".replace(",", words.thousands))
        case _:
            return str(value)


def _look(member: str, receipt: Mapping[str, Any]) -> str:
    if member == "state":
        stands = receipt["state"] in GOOD and receipt["removed_between"] is None
        return ' class="good"' if stands else ' class="bad"'
    if member == "removed_between":
        return ' class="bad"'
    return ' class="mono"' if member in _MONO else ""


def _text(value: object) -> str:
    """Escaped, with control, direction-changing and other unseen characters made visible."""
    return escape("".join(char if _plain(char) else f"\\u{ord(char):04x}" for char in str(value)))


def _plain(char: str) -> bool:
    return char == "\n" or category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
