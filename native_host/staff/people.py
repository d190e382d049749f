"""Who a line of a table means: by the e-mail address as the course writes it, or by login name and domain. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..wire.errors import CompanionError
from .cells import text
from .headings import EMAIL, LOGIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from .tables import Table, TableRow

MOST = 255
"""Characters of an address; Autolab's column is varchar(255)."""


class Finder:
    """Finds the address of a line's person. `known` are those of the course, in the course's own spelling.

    Raises table_columns where no column tells who is meant, unless nobody has to be; `domain` is what login names lack.
    """

    def __init__(
        self, table: Table, known: Iterable[str], domain: str | None, *, needed: bool = True
    ) -> None:
        self._known = {email.casefold(): email for email in known}
        self._email, self._login = table.column(EMAIL), table.column(LOGIN)
        self._domain = domain.strip().lstrip("@") if domain else None
        if needed and self._email is None and (self._login is None or self._domain is None):
            raise CompanionError("table_columns", columns="e-mail")

    def of(self, row: TableRow) -> str | None:
        """The address of the line's person; None where the line tells none."""
        places = (place for place in (self._email, self._login) if place is not None)
        return next(
            (email for email in map(self.address, (row.cells[place] for place in places)) if email), None
        )

    def address(self, cell: str) -> str | None:
        """The address that a cell means; a login name is completed by the domain."""
        said = text(cell)
        if said and "@" not in said and self._domain:
            said = f"{said}@{self._domain}"
        name, at, domain = said.partition("@")
        is_one = name and at and domain and len(said) <= MOST and not any(map(str.isspace, said))
        return self._known.get(said.casefold(), said) if is_one else None


def each_person(table: Table, finder: Finder) -> Iterable[tuple[TableRow, str]]:
    """Each line with its person; lines without one, and those that name one again, are left out of the table."""
    seen: set[str] = set()
    for row in table.rows:
        email = finder.of(row)
        if email is None:
            table.leave_out(row.line, "email_missing")
        elif email.casefold() in seen:
            table.leave_out(row.line, "email_twice")
        else:
            seen.add(email.casefold())
            yield row, email


def full_name(member: Mapping[str, object] | None, told: Callable[[str], str]) -> str | None:
    """A person's name as the course has it, else as the line tells it."""
    parts = [member.get(each) if member else None for each in ("first_name", "last_name")]
    if not any(parts):
        parts = [told("first_name"), told("last_name")]
    return " ".join(str(part) for part in parts if part) or told("name") or None
