"""The printable page of receipts: one HTML file that needs nothing else, runs nothing and trusts no text."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any
from unicodedata import category

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

STATES = {
    "sending": "Under way",
    "pending": "May have arrived; being looked up",
    "landed": "Received",
    "appeared": "Probably received",
    "accepted_ungraded": "Received, autograding failed",
    "not_stored": "Recorded, but the file was not stored",
    "refused": "Refused",
    "not_landed": "Not received",
    "unknown": "Not known",
}
"""Words for each state of a receipt."""
GOOD = frozenset({"landed", "appeared", "accepted_ungraded"})

REASONS = {
    "answer_lost": "No answer came, and its list of submissions does not show the file yet. It is looked at again.",
    "interrupted": "The companion was stopped before the whole file had left.",
    "listed": "No answer says so; its list of submissions shows this version, which is probably this file.",
    "not_listed": "It said so, but its list of submissions does not show it.",
    "never_listed": "No answer came, and for an hour afterwards its list of submissions did not show the file.",
    "several_candidates": "No answer says so, and more than one version in its list may be this file.",
    "later_version": "No answer came, and its list shows a version that appeared long after the file was sent.",
    "not_listable": "No answer says so, and its list of submissions may not be read.",
}
"""How the server's state is known where no answer says it; the other reasons are in its own words."""

ROWS = (
    ("Course", "course"),
    ("Assessment", "display_name"),
    ("Account", "account"),
    ("Server", "server"),
    ("File", "filename"),
    ("Size", "size"),
    ("SHA-256", "sha256"),
    ("Sent", "sent_at"),
    ("Result", "state"),
    ("Version", "version"),
    ("May be version", "candidates"),
    ("Appeared", "version_created_at"),
    ("Name on the server", "server_filename"),
    ("The server said", "server_said"),
    ("How this is known", "reason"),
    ("Settled", "settled_at"),
    ("Corrected", "corrected_at"),
    ("Told until then", "corrected_from"),
    ("Receipt", "receipt"),
)
"""Label and member, in reading order; what there is nothing to say about is left out."""

_WORDED: Mapping[str, Callable[[Any], str]] = {
    "state": lambda state: STATES.get(state, state),
    "corrected_from": lambda state: STATES.get(state, state),
    "reason": lambda reason: REASONS[reason],
    "candidates": lambda versions: " or ".join(map(str, versions)),
    "size": lambda size: f"{size:,} bytes",
}

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
) -> str:
    """The whole document; `receipts` as ledger.entry.receipt gives them, `made_at` ISO 8601.

    `unreadable`: how many more there are that are damaged, or whose key is gone; `loss` as receipts.list tells it.
    """
    missing = "".join(f"<p>{_text(words)}</p>" for words in _missing(unreadable, loss))
    nothing = "" if missing else "<section>No submissions yet.</section>"
    sections = "".join(_section(receipt) for receipt in receipts) or nothing
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Submission receipts</title><style>{_STYLE}</style></head><body>"
        f"<h1>Submission receipts</h1><p>Kept by Autolab Companion on this computer. Exported {_text(made_at)}.</p>"
        f"{missing}"
        f"{sections}</body></html>\n"
    )


def _missing(unreadable: int, loss: Mapping[str, Any] | None) -> Iterable[str]:
    if unreadable:
        yield f"Receipts that can no longer be read and are not shown here: {unreadable}."
    if loss is None:
        return
    if loss["missing"]:
        yield f"Receipts that are missing here, the oldest of them sent {loss['since']}: {loss['missing']}."
    if loss["outdated"]:
        yield f"Receipts that are shown as they were before their last change: {loss['outdated']}."
    if loss["doubt"]:
        yield "More receipts may be missing."


def _section(receipt: Mapping[str, Any]) -> str:
    rows = "".join(
        f"<dt>{label}</dt><dd{_look(member, receipt)}>{_value(member, receipt)}</dd>"
        for label, member in ROWS
        if _told(member, receipt)
    )
    return f"<section><h2>{_text(receipt['display_name'])}: {_text(receipt['filename'])}</h2><dl>{rows}</dl></section>"


def _told(member: str, receipt: Mapping[str, Any]) -> bool:
    value = receipt.get(member)
    if member == "version_created_at" and receipt["state"] == "landed":
        return False  # the answer says so: when the row was made is nothing to weigh
    return value in REASONS if member == "reason" else value not in (None, [])


def _value(member: str, receipt: Mapping[str, Any]) -> str:
    return _text(_WORDED.get(member, str)(receipt[member]))


def _look(member: str, receipt: Mapping[str, Any]) -> str:
    if member == "state":
        return ' class="good"' if receipt["state"] in GOOD else ' class="bad"'
    return ' class="mono"' if member in _MONO else ""


def _text(value: object) -> str:
    """Escaped, with control, direction-changing and other unseen characters made visible."""
    return escape("".join(char if _plain(char) else f"\\u{ord(char):04x}" for char in str(value)))


def _plain(char: str) -> bool:
    return char == "\n" or category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
