"""A file or the clipboard as a table: what encoding, what delimiter, which columns, and which lines are none. Sans-I/O.

Usage:

    table = read("roster", data)  # raises table_unreadable, table_columns
    table.report  # what was understood, for whoever confirms it
"""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..wire.errors import CompanionError
from .headings import EMAIL, meanings, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

DELIMITERS = ",;\t|"
LARGEST = 16 * 1024 * 1024
"""Bytes of a table: a gradebook of 2,000 people and 200 columns has two or three million."""
SAMPLE = 64 * 1024
"""Characters looked at to find the delimiter."""
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 20_000, 500, 4000
MOST_BAD = 100
"""Bad lines that are listed; the others are counted."""
_LIKELY = (
    "cp1252",
    "utf_16",
    "utf_32",
    "cp1250",
    "cp1251",
    "mac_roman",
    "iso8859_15",
    "shift_jis",
    "gb18030",
    "big5",
)
_NOBODY = {"pointspossible"}
"""How a line begins that is about columns: the second of Canvas' gradebook."""
_AUTOLABS_OWN = {
    10: (
        "semester",
        EMAIL,
        "last_name",
        "first_name",
        "school",
        "major",
        "year",
        "grade_policy",
        "lecture",
        "section",
    ),
    11: (
        *("semester", EMAIL, "last_name", "first_name", "school", "major", "year", "grade_policy"),
        *(None, "lecture", "section"),
    ),
}
"""The rosters that Autolab's own pages give and take have no headings (courses_controller.rb, downloadRoster)."""


@dataclass(slots=True)
class TableRow:
    """One line: its number in the file, and its cells."""

    line: int
    cells: list[str]


@dataclass(slots=True)
class Table:
    """`meanings` say of each column what it holds (None: not known). `bad` are the lines left out, as (line, why)."""

    encoding: str
    delimiter: str
    headings: list[str]
    meanings: list[str | None]
    rows: list[TableRow] = field(default_factory=list)
    bad: list[tuple[int, str]] = field(default_factory=list)

    def column(self, meaning: str) -> int | None:
        """The place of the column that holds it."""
        return self.meanings.index(meaning) if meaning in self.meanings else None

    def leave_out(self, line: int, why: str) -> None:
        """A line that can't be used; `why` is a code of remarks.REMARKS."""
        self.bad.append((line, why))


def read(kind: str, data: bytes) -> Table:
    """The table. Raises table_unreadable where it is none."""
    encoding, text = decoded(data)
    if "\0" in text:
        raise CompanionError("table_unreadable", detail="it is no text")
    delimiter = _delimiter(kind, text)
    records = _records(text, delimiter)
    headings = next((row.cells for row in records), None)
    if headings is None:
        raise CompanionError("table_unreadable", detail="it is empty")
    if len(headings) > MOST_COLUMNS:
        raise CompanionError("table_unreadable", detail=f"it has more than {MOST_COLUMNS} columns")
    own = (
        _AUTOLABS_OWN.get(len(headings)) if kind == "roster" and "@" in headings[1 % len(headings)] else None
    )
    if own is not None:
        named = [each or "" for each in own]
        table, records = Table(encoding, delimiter, named, list(own)), _records(text, delimiter)
    else:
        headings = [heading.strip() for heading in headings]
        table = Table(encoding, delimiter, headings, meanings(kind, headings))
    for row in records:
        _take(table, row)
    return table


def _take(table: Table, row: TableRow) -> None:
    first = next((cell for cell in row.cells if cell.strip()), None)
    if first is None or plain(first) in _NOBODY:
        return
    if len(table.rows) >= MOST_ROWS:
        raise CompanionError("table_unreadable", detail=f"it has more than {MOST_ROWS} lines")
    wanted = len(table.headings)
    if any(cell.strip() for cell in row.cells[wanted:]):
        table.leave_out(row.line, "too_many_cells")
    elif any(len(cell) > LONGEST_CELL for cell in row.cells):
        table.leave_out(row.line, "cell_too_long")
    else:
        row.cells = [*row.cells[:wanted], *[""] * (wanted - len(row.cells))]
        table.rows.append(row)


def decoded(data: bytes) -> tuple[str, str]:
    """The encoding and the text. Raises table_unreadable."""
    if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return "utf-8", data.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
    from charset_normalizer import from_bytes  # only what is no UTF-8 pays for it

    found = list(from_bytes(data, cp_isolation=list(_LIKELY)))
    # Of several that read equally well, such as cp1250 and cp1252 in German, the likelier one is meant.
    as_good = [each for each in found if (each.chaos, each.coherence) == (found[0].chaos, found[0].coherence)]
    encodings = {name for each in as_good for name in each.could_be_from_charset if name in _LIKELY}
    best = min(encodings, key=_LIKELY.index, default=None)
    if best is None:
        raise CompanionError("table_unreadable", detail="its encoding is not known")
    try:
        return best.replace("_", "-"), data.decode(best).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError) as error:
        raise CompanionError("table_unreadable", detail="its encoding is not known") from error


def _delimiter(kind: str, text: str) -> str:
    """What the headings make most sense with; csv's own guess where they don't tell."""
    sample = text[:SAMPLE]
    told = {delimiter: _sense(kind, sample, delimiter) for delimiter in DELIMITERS}
    best = max(told, key=lambda delimiter: told[delimiter])
    if any(told[best]):
        return best
    try:
        return csv.Sniffer().sniff(sample, DELIMITERS).delimiter
    except csv.Error:
        return DELIMITERS[0]


def _sense(kind: str, sample: str, delimiter: str) -> tuple[int, int]:
    """Headings that are known, and columns if there are several."""
    first = next(_records(sample, delimiter), None)
    cells = [] if first is None else first.cells
    known = sum(each is not None for each in meanings(kind, cells)) if len(cells) <= MOST_COLUMNS else 0
    return known, len(cells) if len(cells) > 1 else 0


def _records(text: str, delimiter: str) -> Iterator[TableRow]:
    """Each record with the line on which it begins. Raises table_unreadable."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    before = 0
    try:
        for cells in reader:
            if cells:
                yield TableRow(before + 1, cells)
            before = reader.line_num
    except csv.Error as error:
        raise CompanionError("table_unreadable", detail=f"line {before + 1}: {error}") from error
