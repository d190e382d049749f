"""What stands in a cell: numbers and truths as people write them, and texts that no spreadsheet takes for a formula.

A spreadsheet computes what begins like a formula, and a name may begin so. `safe` puts an apostrophe before such a
text, `text` takes it off again: whatever was exported comes back as it was. Pure.
"""

from __future__ import annotations

import csv
import io
import math
import re
from typing import TYPE_CHECKING, Any

from .headings import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CLEARED = "-"
"""What a cell says to empty what stands; an empty cell leaves it."""
EMPTIED = object()
"""The value that `safe` writes as such a cell; the text `-` is another."""
_RISKY = re.compile(r"\s*[=+\-@'\uff1d\uff0b\uff0d\uff20\t\r\n]", re.DOTALL)
"""How a formula may begin (OWASP, CSV Injection), in full width too; and our own apostrophe."""
_YES = {
    "yes",
    "y",
    "true",
    "t",
    "1",
    "x",
    "ja",
    "j",
    "wahr",
    "oui",
    "o",
    "vrai",
    "si",
    "s",
    "verdadero",
    "vero",
}
_NO = {"no", "n", "false", "f", "0", "nein", "falsch", "non", "faux", "falso"}
_GONE = {
    *(
        "dropped",
        "drop",
        "withdrawn",
        "cancelled",
        "canceled",
        "deleted",
        "inactive",
        "abgemeldet",
        "storniert",
    ),
    *(
        "exmatrikuliert",
        "abgelehnt",
        "desinscrit",
        "annule",
        "baja",
        "anulado",
        "retirado",
        "rw",
        "dw",
        "dd",
        "wd",
    ),
}
_HERE = {
    *(
        "enrolled",
        "registered",
        "active",
        "added",
        "open",
        "re",
        "rs",
        "e",
        "angemeldet",
        "zugelassen",
        "belegt",
    ),
    *(
        "immatrikuliert",
        "teilnehmend",
        "aktiv",
        "inscrit",
        "actif",
        "inscrito",
        "matriculado",
        "activo",
        "iscritto",
    ),
}
_LEVELS = {
    "student": "student, students, learner, studierende, studierender, teilnehmer, teilnehmerin, teilnehmende, "
    "étudiant, étudiante, estudiante, alumno",
    "course_assistant": "course_assistant, assistant, ta, teaching assistant, grader, tutor, tutorin, hilfskraft, "
    "korrektor, non-editing teacher, chargé de td, tuteur, ayudante, asistente",
    "instructor": "instructor, teacher, lecturer, professor, prof, dozent, dozentin, lehrende, trainer, enseignant, "
    "enseignante, profesor, profesora, docente",
}
LEVELS = {plain(word): level for level, listed in _LEVELS.items() for word in listed.split(",")}


def safe(value: Any) -> str:
    """A text, number, truth, None or EMPTIED as a cell of a file that a spreadsheet may open; `text` gives it back."""
    if value is EMPTIED:
        return CLEARED
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:.0f}" if float(value).is_integer() else repr(value)
    return f"'{value}" if _RISKY.match(str(value)) else str(value)


def text(cell: str) -> str:
    """The text that a cell means, without blanks around it and without the apostrophe of `safe`."""
    bare = cell.lstrip()
    return (bare[1:] if bare.startswith("'") and _RISKY.match(bare[1:]) else bare).strip()


def number(cell: str) -> float | None:
    """The finite number in a cell, with a point or a decimal comma; None where it is none."""
    bare = cell.strip().replace("\u00a0", "").replace("\u2212", "-").removesuffix("%").strip()
    if "." not in bare and bare.count(",") == 1:
        bare = bare.replace(",", ".")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", bare, re.ASCII):
        return None
    found = float(bare)
    return found if math.isfinite(found) else None


def truth(cell: str) -> bool | None:
    """Yes or no in a cell; None where it says neither."""
    word = plain(cell)
    return True if word in _YES else False if word in _NO else None


def gone(cell: str) -> bool | None:
    """Whether somebody has left the course, by a registrar's word or by yes and no; None where it says neither."""
    word = plain(cell)
    return True if word in _GONE else False if word in _HERE else truth(cell)


def written(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A file that every spreadsheet reads: UTF-8 with its mark, commas, quotes where they are needed (RFC 4180)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([safe(name) for name in header])
    writer.writerows([safe(value) for value in row] for row in rows)
    return "\ufeff" + out.getvalue()
