"""A roster from a table, compared with the course's: who is to be added, changed or dropped. Pure."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from .cells import CLEARED, EMPTIED, LEVELS, gone, text
from .headings import plain
from .people import Finder, each_person, full_name
from .plan import ADD, CANNOT, CHANGE, DROP, Change, Line, Plan, column_reports

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .tables import Table, TableRow

TEXTS = ("lecture", "section", "grade_policy", "nickname")
FIELDS = (*TEXTS, "auth_level", "dropped")
"""What Autolab's API changes of a member; names, school and year are the account's."""
_USED = (*FIELDS, "status", "email", "login", "first_name", "last_name", "name")
DEFAULTS = {"lecture": "", "section": "", "auth_level": "student"}
"""What Autolab wants to be told of a new member."""
HEADINGS = (
    "Email",
    "First name",
    "Last name",
    "Lecture",
    "Section",
    "Role",
    "Grade policy",
    "Nickname",
    "Dropped",
)


def plan(
    table: Table,
    members: Sequence[Mapping[str, Any]],
    *,
    drop_missing: bool = False,
    domain: str | None = None,
) -> Plan:
    """The plan. `members` as the course lists them; `drop_missing`: students whom the table does not name are dropped.

    Lines that can't be used are left out of the table. Raises table_columns.
    """
    by_email = {member["email"]: member for member in members}
    lines, same, named = [], 0, set()
    for row, email in each_person(table, Finder(table, by_email, domain)):
        named.add(email)
        wanted = _wanted(table, row)
        if wanted is None:
            continue
        member = by_email.get(email)
        line = _line(email, member, wanted)
        if line is None:
            same += 1
        else:
            line.name, line.source = full_name(member, partial(_cell, table, row)), row.line
            lines.append(line)
    if drop_missing:
        lines += _missing(members, named)
    return Plan(lines, same, column_reports(table.headings, table.meanings, {}, _USED))


def _cell(table: Table, row: TableRow, meaning: str) -> str:
    at = table.column(meaning)
    return "" if at is None else text(row.cells[at])


def _wanted(table: Table, row: TableRow) -> dict[str, Any] | None:
    """Field to what the line says it shall be; None, and left out, where it can't be understood."""
    wanted: dict[str, Any] = {}
    for field in TEXTS:
        at = table.column(field)
        cell = "" if at is None else row.cells[at]
        if cell.strip():
            wanted[field] = "" if cell.strip() == CLEARED else text(cell)
    level = _cell(table, row, "auth_level")
    if level:
        wanted["auth_level"] = LEVELS.get(plain(level))
        if wanted["auth_level"] is None:
            table.leave_out(row.line, "level_unknown")
            return None
    for column in ("dropped", "status"):
        said = _cell(table, row, column)
        left = gone(said) if said else None
        if left is not None:
            wanted.setdefault("dropped", left)
        elif said and column == "dropped":
            table.leave_out(row.line, "truth_unknown")
            return None
    return wanted


def _line(email: str, member: Mapping[str, Any] | None, wanted: dict[str, Any]) -> Line | None:
    """What is to be done for one person; None: nothing."""
    if member is None:
        if wanted.get("dropped"):
            return None
        told = {**DEFAULTS, **{field: value for field, value in wanted.items() if field != "dropped"}}
        return Line(ADD, email, [Change(field, None, value) for field, value in told.items()])
    if member.get("dropped") and "dropped" not in wanted:
        wanted["dropped"] = False  # whoever is on the list is in the course
    changes = list(_changes(member, wanted))
    if not changes:
        return None
    line = Line(CHANGE, email, changes)
    after = {**member, **wanted}
    if after.get("dropped") and after.get("auth_level") != "student":
        line.action, line.remarks = CANNOT, ["staff_stays"]
    elif [change.field for change in changes] == ["dropped"] and after["dropped"]:
        line.action = DROP
    elif member.get("dropped") and not after["dropped"]:
        line.remarks = ["was_dropped"]
    return line


def _changes(member: Mapping[str, Any], wanted: dict[str, Any]) -> Iterator[Change]:
    for field in FIELDS:
        if field in wanted:
            before = bool(member.get(field)) if field == "dropped" else str(member.get(field) or "").strip()
            if before != wanted[field]:
                yield Change(field, before, wanted[field])


def _missing(members: Sequence[Mapping[str, Any]], named: set[str]) -> Iterator[Line]:
    for member in members:
        if (
            member["email"] not in named
            and member.get("auth_level") == "student"
            and not member.get("dropped")
        ):
            name = full_name(member, lambda _: "")
            yield Line(DROP, member["email"], [Change("dropped", before=False, after=True)], name=name)


def rows(members: Sequence[Mapping[str, Any]]) -> Iterator[list[Any]]:
    """The roster under HEADINGS, to be edited and read again."""
    for member in members:
        texts = [member.get(each) for each in ("email", "first_name", "last_name", "lecture", "section")]
        more = [member.get(each) for each in ("auth_level", "grade_policy", "nickname")]
        yield [*texts, *more, bool(member.get("dropped"))]


def undo_rows(lines: Sequence[Line]) -> Iterator[list[Any]]:
    """What takes the lines back, under HEADINGS: what stood before, and who was added is dropped."""
    for line in lines:
        before = line.before()
        values = [
            _before(before, field)
            for field in ("lecture", "section", "auth_level", "grade_policy", "nickname")
        ]
        dropped = True if line.action == ADD else before.get("dropped", "")
        yield [line.who, "", "", *values, dropped]


def _before(before: Mapping[str, Any], field: str) -> Any:
    """An empty cell would leave what stands."""
    value = before.get(field)
    return None if value is None else EMPTIED if value == "" else value
