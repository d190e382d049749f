"""Scores from a table, compared with those that stand on the newest submissions. Pure.

A cell that is empty leaves the score, one that says `-` takes it away. A number that stands already is no change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .cells import CLEARED, EMPTIED, number
from .people import Finder, each_person, full_name
from .plan import CANNOT, CHANGE, Change, Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .gradebook_columns import Score
    from .tables import Table, TableRow

    Versions = Mapping[str, Mapping[str, float | str | None]]
    """A student's scores: version to problem to score."""

PEOPLE = ("Email", "First name", "Last name", "Lecture", "Section")
"""The headings before the scores."""
MUCH, NOTABLE = 0.5, 0.2
"""Parts of what stands, and of the maximum, by both of which a score falls that is much lower then."""
SMALL = 1e-9
"""Scores nearer to each other are the same: a spreadsheet writes 15 digits."""


class Comparison:
    """A table of scores against a course, one assessment after another.

    `members` as the course lists them. Lines without a person of their own are left out of the table. Raises
    table_columns.
    """

    def __init__(self, table: Table, members: Sequence[Mapping[str, Any]], domain: str | None = None) -> None:
        self._members = {member["email"]: member for member in members}
        self._people = list(each_person(table, Finder(table, self._members, domain)))
        self._table = table
        self.same = 0

    def lines(
        self,
        assessment: str,
        columns: Sequence[Score],
        maxima: Mapping[str, float | None],
        stands: Mapping[str, Versions],
        *,
        suspicious_apart: bool = False,
    ) -> Iterator[Line]:
        """What differs in one assessment. `columns` are its own, `stands` all its scores by e-mail address.

        `suspicious_apart`: a person's suspicious cells are a line of their own, which can be left out alone.
        """
        for row, email in self._people:
            member = self._members.get(email)
            latest = newest(stands.get(email))
            changes = list(self._changes(row, columns, maxima, latest or {}))
            parts = [changes]
            if suspicious_apart:
                parts = [[x for x in changes if not x.remarks], [x for x in changes if x.remarks]]
            for part in filter(None, parts):
                line = Line(CHANGE, email, part, assessment=assessment, source=row.line)
                line.name = full_name(member, lambda _: "")
                if member is None:
                    line.action, line.remarks = CANNOT, ["not_in_course"]
                elif latest is None:
                    line.action, line.remarks = CANNOT, ["no_submission"]
                yield line

    def _changes(
        self,
        row: TableRow,
        columns: Sequence[Score],
        maxima: Mapping[str, float | None],
        latest: Mapping[str, float | str | None],
    ) -> Iterator[Change]:
        for column in columns:
            cell = row.cells[column.at].strip()
            if not cell:
                continue
            after = None if cell == CLEARED else number(cell)
            if after is None and cell != CLEARED:
                self._table.leave_out(row.line, "number_unknown")
                continue
            stood = latest.get(column.problem)
            before = stood if isinstance(stood, int | float) else None
            if is_same(before, after):
                self.same += 1
            else:
                yield Change(
                    column.problem, before, after, _doubts(before, after, maxima.get(column.problem))
                )


def newest(versions: Versions | None) -> Mapping[str, float | str | None] | None:
    """The scores of the newest submission; None where there is none."""
    if not versions:
        return None
    return versions[max(versions, key=lambda version: int(version) if version.isdigit() else -1)]


def is_same(one: float | None, other: float | None) -> bool:
    """Whether two scores are the same, None being none."""
    if one is None or other is None:
        return one is other
    return abs(one - other) <= SMALL * max(1.0, abs(one))


def _doubts(before: float | None, after: float | None, maximum: float | None) -> list[str]:
    if after is None:
        return ["clears_score"]
    found = []
    if maximum is not None and after > maximum + SMALL:
        found.append("above_maximum")
    if after < 0:
        found.append("below_zero")
    if (
        before is not None
        and before - after > MUCH * abs(before)
        and before - after >= NOTABLE * (maximum or 0)
    ):
        found.append("much_lower")
    return found


def header(problems: Mapping[str, Sequence[str]]) -> list[str]:
    """The headings of an export: people, then `assessment:problem` for each problem."""
    return [*PEOPLE, *(f"{assessment}:{name}" for assessment, names in problems.items() for name in names)]


def rows(
    members: Sequence[Mapping[str, Any]],
    problems: Mapping[str, Sequence[str]],
    scores: Mapping[str, Mapping[str, Versions]],
) -> Iterator[list[Any]]:
    """One line for everybody who takes the course or has a score in it. `scores`: assessment to e-mail to versions."""
    for member in members:
        email = member["email"]
        latest = {assessment: newest(told.get(email)) for assessment, told in scores.items()}
        takes = member.get("auth_level") == "student" and not member.get("dropped")
        if takes or any(latest.values()):
            person = [member.get(each) for each in ("email", "first_name", "last_name", "lecture", "section")]
            values = [
                (latest[name] or {}).get(each) for name, each_of in problems.items() for each in each_of
            ]
            yield [*person, *(value if isinstance(value, int | float) else None for value in values)]


def undo(lines: Sequence[Line]) -> tuple[list[str], Iterator[list[Any]]]:
    """What takes the lines back, in the shape of an export: headings and rows."""
    columns = list(dict.fromkeys((str(line.assessment), x.field) for line in lines for x in line.changes))
    people: dict[str, dict[tuple[str, str], Any]] = {}
    for line in lines:
        cells = people.setdefault(line.who, {})
        for each in line.changes:
            cells[str(line.assessment), each.field] = EMPTIED if each.before is None else each.before
    headings = [PEOPLE[0], *(f"{assessment}:{problem}" for assessment, problem in columns)]
    return headings, ([who, *(cells.get(column) for column in columns)] for who, cells in people.items())
