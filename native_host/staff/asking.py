"""What stands on the server: read for a plan, read again before it is carried out, and read for an export."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from ..autolab import endpoints
from ..autolab.pacing import Priority
from ..rpc.gather import gather_or_cancel
from ..wire.errors import CompanionError
from . import gradebook, groups, roster
from .gradebook_columns import Headings
from .headings import PERSON
from .plan import Plan, column_reports

if TYPE_CHECKING:
    from ..autolab.calls import Call
    from ..services import Services
    from .gradebook import Versions
    from .jobs import TableTarget
    from .plan import Line
    from .tables import Table


class AskedCourse:
    """One course on one server, asked without regard to what is remembered."""

    def __init__(self, services: Services, server: str, course: str) -> None:
        self._services, self._server, self.name = services, server, course

    async def ask(self, call: Call[Any]) -> Any:
        """The answer as JSON values. Raises what Client.call raises."""
        return msgspec.to_builtins(await self._services.client(self._server).call(call, Priority.SOON))

    async def members(self) -> list[dict[str, Any]]:
        """The roster."""
        found: list[dict[str, Any]] = await self.ask(endpoints.roster(self.name))
        return found

    async def assessments(self) -> list[dict[str, Any]]:
        """By due date."""
        found: list[dict[str, Any]] = await self.ask(endpoints.assessments(self.name))
        return found

    async def problems(self, assessment: str) -> list[dict[str, Any]]:
        """Of one assessment."""
        found: list[dict[str, Any]] = await self.ask(endpoints.problems(self.name, assessment))
        return found

    async def maxima(self, assessments: list[str]) -> dict[str, dict[str, float | None]]:
        """Assessment to problem to its maximum."""
        told = await gather_or_cancel(*(self.problems(each) for each in assessments))
        pairs = zip(assessments, told, strict=True)
        return {name: {each["name"]: each["max_score"] for each in problems} for name, problems in pairs}

    async def scores(self, assessment: str) -> dict[str, Versions]:
        """By e-mail address: version to problem to score."""
        found: dict[str, Versions] = await self.ask(endpoints.all_scores(self.name, assessment))
        return found

    async def groups(self, assessment: str) -> tuple[int, list[dict[str, Any]], list[list[str]]]:
        """The most members of one, the groups without their members, and the members of each (not in that order)."""
        named, told = await gather_or_cancel(
            self.ask(endpoints.groups(self.name, assessment)),
            self.ask(endpoints.groups_with_members(self.name, assessment)),
        )
        members = [[member["email"] for member in group] for group in told["groups"]]
        return named["group_size"], named["groups"], members

    async def group_members(self, assessment: str) -> list[tuple[str, list[str]]]:
        """Each group's name and the addresses of its members: a request for each, the server tells no other way."""
        named = (await self.ask(endpoints.groups(self.name, assessment)))["groups"]
        calls = (endpoints.group(self.name, assessment, each["id"]) for each in named)
        found = await gather_or_cancel(*map(self.ask, calls))
        pairs = zip(named, found, strict=True)
        return [(str(each["name"]), [member["email"] for member in members]) for each, members in pairs]


async def plan(
    course: AskedCourse,
    target: TableTarget,
    table: Table,
    *,
    drop_missing: bool = False,
    suspicious_apart: bool = False,
    domain: str | None = None,
) -> Plan:
    """The table compared with the course as it is now. Raises table_columns, and what Client.call raises."""
    if target.kind == "roster":
        made = partial(roster.plan, table, await course.members(), drop_missing=drop_missing, domain=domain)
        return await asyncio.to_thread(made)  # thousands of lines: nobody else's answers wait for them
    if target.kind == "gradebook":
        return await _gradebook(course, target, table, domain, suspicious_apart=suspicious_apart)
    assert target.assessment is not None  # noqa: S101 - the operation asks for one
    if target.kind == "problems":
        return groups.plan_problems(table, await course.problems(target.assessment))
    members, (size, named, together) = await gather_or_cancel(
        course.members(), course.groups(target.assessment)
    )
    standing = groups.Standing(size, named, together)
    return groups.plan(table, [member["email"] for member in members], standing, domain)


async def _gradebook(
    course: AskedCourse, target: TableTarget, table: Table, domain: str | None, *, suspicious_apart: bool
) -> Plan:
    members, assessments = await gather_or_cancel(course.members(), course.assessments())
    comparison = gradebook.Comparison(table, members, domain)
    headings = Headings(assessments, target.assessment)
    unknown = [
        heading for heading, meaning in zip(table.headings, table.meanings, strict=True) if meaning is None
    ]
    maxima = await course.maxima(headings.assessments(unknown))
    columns, said = headings.columns(table.headings, table.meanings, maxima)
    if unknown and not columns:  # else it would end as well as one that agrees with all that stands
        raise CompanionError("table_columns", columns="assessment:problem")

    turn = asyncio.Lock()  # they share the table's bad lines

    async def compared(assessment: str) -> list[Line]:
        own = [column for column in columns if column.assessment == assessment]
        stands = await course.scores(assessment)
        found = comparison.lines(
            assessment, own, maxima[assessment], stands, suspicious_apart=suspicious_apart
        )
        async with turn:
            return await asyncio.to_thread(list, found)

    concerned = list(dict.fromkeys(column.assessment for column in columns))
    lines = await gather_or_cancel(*(compared(assessment) for assessment in concerned))
    remarks = {code: code for code in ("column_total", "column_feedback", "column_twice")}
    used = [f"{column.assessment}:{column.problem}" for column in columns]
    reports = column_reports(table.headings, said, remarks, [*used, *PERSON])
    return Plan([line for each in lines for line in each], comparison.same, reports)
