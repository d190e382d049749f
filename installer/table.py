"""Columns for people, colours where the terminal takes them; plain text in a pipe."""

from __future__ import annotations

import os
import sys

from .shown import shown

TYPE_CHECKING = False  # typing stays off the path to what is remembered
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

GAP = "  "
NOTHING = "-"
STYLES = {"good": "32", "bad": "31", "warn": "33", "dim": "2", "bold": "1"}
"""SGR parameters (ECMA-48): the terminal's own colours, so that they fit its theme."""


class Cell:
    """A value and how it looks. Numbers stand to the right."""

    __slots__ = ("right", "style", "text", "width")

    def __init__(self, value: object, style: str | None = None) -> None:
        self.text = (
            NOTHING if value is None else shown(f"{value:g}" if isinstance(value, float) else str(value))
        )
        self.width = width(self.text)
        self.right = isinstance(value, int | float)
        self.style = style


def print_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print the rows under the header, one line each; a value may be a Cell."""
    lines = [[Cell(name, "bold") for name in header]]
    lines += [[value if isinstance(value, Cell) else Cell(value) for value in row] for row in rows]
    columns = list(zip(*lines, strict=True))
    widths = [max(cell.width for cell in column) for column in columns]
    right = [
        len(column) > 1 and all(cell.right or cell.text == NOTHING for cell in column[1:])
        for column in columns
    ]
    colours = takes_colours(sys.stdout)
    for line in lines:
        parts = []
        for cell, size, to_right in zip(line, widths, right, strict=True):
            space = " " * (size - cell.width)
            text = styled(cell.text, cell.style) if colours and cell.style else cell.text
            parts.append(space + text if to_right else text + space)
        print(GAP.join(parts).rstrip())  # noqa: T201 - this is what a command prints with


def styled(text: str, style: str) -> str:
    """The text in a style of STYLES."""
    return f"\x1b[{STYLES[style]}m{text}\x1b[0m"


def takes_colours(stream: object) -> bool:
    """Whether colours are wanted: on a terminal that knows them, unless NO_COLOR (no-color.org) says no."""
    is_terminal = getattr(stream, "isatty", lambda: False)()
    return is_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width(text: str) -> int:
    """Columns of a terminal that the text takes: two for wide East Asian characters, none for combining ones."""
    if text.isascii():
        return len(text)
    import unicodedata

    return sum(
        0 if unicodedata.combining(mark) else 2 if unicodedata.east_asian_width(mark) in "WF" else 1
        for mark in text
    )
