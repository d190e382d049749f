"""Groups and problems from a table, compared with those of the assessment. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..wire.errors import CompanionError
from .cells import number, text, truth
from .headings import EMAIL, LOGIN
from .people import Finder
from .plan import CANNOT, CREATE, DISSOLVE, Change, Line, Plan, column_reports

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .tables import Table, TableRow

HEADINGS = ("Group", "Member")
PROBLEM_HEADINGS = ("Problem", "Max score", "Description", "Optional", "Starred")


class Standing:
    """The groups as they are: the most members that one may have, each with {id, name}, and the members of each."""

    def __init__(
        self, size: int, named: Sequence[Mapping[str, Any]], members: Sequence[Sequence[str]]
    ) -> None:
        self.size, self.names = size, {str(group["name"]): group["id"] for group in named}
        self.sets = {frozenset(group) for group in members}
        self.taken = {email for group in members for email in group}


def plan(table: Table, course: Iterable[str], standing: Standing, domain: str | None = None) -> Plan:
    """The plan: one line for each group. `course` are the addresses of everybody in it.

    A table has a line for each member or a column for each; lines with the same name are one group. Raises
    table_columns.
    """
    at = table.column("group")
    if at is None:
        raise CompanionError("table_columns", columns="group")
    known = set(course)
    finder = Finder(table, known, domain, needed=table.column("dissolve") is None)
    lines, same, used = [], 0, set[str]()
    for name, (row, members, dissolve) in _groups(table, at, finder).items():
        line = Line(DISSOLVE if dissolve else CREATE, name, source=row.line)
        if dissolve:
            line.changes = [Change("group", standing.names.get(name), None)]
            line.remarks = [] if name in standing.names else ["group_unknown"]
        elif frozenset(members) in standing.sets:
            same += 1
            continue
        else:
            line.changes = [Change("members", [], members)]
            line.remarks = _obstacles(name, members, known, standing, used)
            used.update(members)
        if line.remarks:
            line.action = CANNOT
        lines.append(line)
    return Plan(
        lines, same, column_reports(table.headings, table.meanings, {}, ("group", EMAIL, LOGIN, "dissolve"))
    )


def _groups(table: Table, at: int, finder: Finder) -> dict[str, tuple[TableRow, list[str], bool]]:
    found: dict[str, tuple[TableRow, list[str], bool]] = {}
    places = [place for place, meaning in enumerate(table.meanings) if meaning in {EMAIL, LOGIN}]
    away = table.column("dissolve")
    for row in table.rows:
        name = text(row.cells[at])
        said = row.cells[away].strip() if away is not None else ""
        dissolve = truth(said) if said else False
        if not name or dissolve is None:
            table.leave_out(row.line, "truth_unknown" if name else "name_missing")
            continue
        told = (finder.address(row.cells[place]) for place in places)
        members = [email for email in told if email]
        if not members and not dissolve:
            table.leave_out(row.line, "email_missing")
            continue
        first, before, gone = found.get(name, (row, [], False))
        found[name] = (first, list(dict.fromkeys([*before, *members])), gone or dissolve)
    return found


def _obstacles(
    name: str, members: list[str], known: set[str], standing: Standing, used: set[str]
) -> list[str]:
    checks = {
        "not_in_course": any(email not in known for email in members),
        "group_too_large": len(members) > standing.size,
        "group_differs": name in standing.names,
        "in_another_group": any(email in standing.taken for email in members),
        "in_two_groups": any(email in used for email in members),
    }
    return [code for code, is_so in checks.items() if is_so]


def missing(line: Line, known: Iterable[str]) -> list[str]:
    """Members of a planned group who are not in the course."""
    there = set(known)
    members = line.after().get("members")
    return [email for email in members if email not in there] if isinstance(members, list) else []


def plan_problems(table: Table, problems: Sequence[Mapping[str, Any]]) -> Plan:
    """The plan: one line for each new problem. Raises table_columns."""
    lacking = [name for name in ("problem", "max_score") if table.column(name) is None]
    if lacking:
        raise CompanionError("table_columns", columns=", ".join(lacking).replace("_", " "))
    stands = {str(problem["name"]): problem for problem in problems}
    lines, same, seen = [], 0, set[str]()
    for row in table.rows:
        told = _problem(table, row)
        if told is None:
            continue
        name = told.pop("name")
        if name in seen:
            table.leave_out(row.line, "name_twice")
            continue
        seen.add(name)
        line = Line(
            CREATE, name, [Change(field, None, value) for field, value in told.items()], source=row.line
        )
        before = stands.get(name)
        if before is not None and before.get("max_score") == told["max_score"]:
            same += 1
            continue
        if before is not None:
            line.action, line.remarks = CANNOT, ["problem_differs"]
        lines.append(line)
    used = ("problem", "max_score", "description", "optional", "starred")
    return Plan(lines, same, column_reports(table.headings, table.meanings, {}, used))


def _problem(table: Table, row: TableRow) -> dict[str, Any] | None:
    def cell(meaning: str) -> str:
        at = table.column(meaning)
        return "" if at is None else text(row.cells[at])

    maximum = number(cell("max_score"))
    flags = {name: truth(cell(name)) if cell(name) else False for name in ("optional", "starred")}
    why = {
        "name_missing": not cell("problem"),
        "number_unknown": maximum is None or maximum < 0,
        "truth_unknown": None in flags.values(),
    }
    trouble = next((code for code, is_so in why.items() if is_so), None)
    if trouble:
        table.leave_out(row.line, trouble)
        return None
    return {"name": cell("problem"), "max_score": maximum, "description": cell("description"), **flags}
