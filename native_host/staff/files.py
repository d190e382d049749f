"""Files for staff to save: exports in the shape that is read again, what takes a job back, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..rpc.gather import gather_or_cancel
from . import gradebook, groups, roster
from .cells import written
from .jobs import decoded
from .plan import ADD, CREATE, state_of
from .remarks import REMARKS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ..services import Services
    from ..wire.shapes.staff_jobs import StaffFile
    from .asking import AskedCourse
    from .plan import Line

    Rows = Iterable[Sequence[Any]]
    Sheet = tuple[Sequence[str], list[list[Any]]]
    """Headings and rows."""

OUTCOME = ("Line", "Who", "Assessment", "Action", "Field", "Before", "After", "State", "Why")


async def export(course: AskedCourse, kind: str, assessment: str | None) -> StaffFile:
    """The course as it is now. Raises what Client.call raises."""
    header, rows = await _EXPORTS[kind](course, assessment)
    about = [course.name, *([assessment] if assessment else []), kind]
    return _file(about, header, list(rows))


async def _roster(course: AskedCourse, _assessment: str | None) -> tuple[Sequence[str], Rows]:
    return roster.HEADINGS, roster.rows(await course.members())


async def _gradebook(course: AskedCourse, assessment: str | None) -> tuple[Sequence[str], Rows]:
    members, listed = await gather_or_cancel(course.members(), course.assessments())
    names = [each["name"] for each in listed if assessment in (None, each["name"])]
    parts = await gather_or_cancel(course.maxima(names), *(_latest(course, name) for name in names))
    problems = {name: list(told) for name, told in parts[0].items()}
    scores = dict(zip(names, parts[1:], strict=True))
    return gradebook.header(problems), gradebook.rows(members, problems, scores)


async def _latest(course: AskedCourse, assessment: str) -> dict[str, gradebook.Versions]:
    """The newest version of everybody: what is before it takes room for nothing."""
    found = await course.scores(assessment)
    return {
        email: {"0": newest}
        for email, told in found.items()
        if (newest := gradebook.newest(told)) is not None
    }


async def _groups(course: AskedCourse, assessment: str | None) -> tuple[Sequence[str], Rows]:
    """The server tells either names or members: who is in which group is asked for each."""
    members = await course.group_members(str(assessment))
    return groups.HEADINGS, ([name, email] for name, emails in members for email in emails)


async def _problems(course: AskedCourse, assessment: str | None) -> tuple[Sequence[str], Rows]:
    told = await course.problems(str(assessment))
    fields = ("name", "max_score", "description")
    rows = (
        [*(each[field] for field in fields), bool(each["optional"]), bool(each["starred"])] for each in told
    )
    return groups.PROBLEM_HEADINGS, rows


_EXPORTS: dict[str, Callable[[AskedCourse, str | None], Any]] = {
    "roster": _roster,
    "gradebook": _gradebook,
    "groups": _groups,
    "problems": _problems,
}


def of_job(services: Services, head: Mapping[str, Any], what: str) -> StaffFile:
    """`undo`: takes back what was done; `outcome`: each line's end; `unknown`: people for the administrator."""
    header, rows = _FILES[what](services, head)
    about = [head["course"], *([head["assessment"]] if head["assessment"] else []), head["kind"], what]
    return _file(about, header, rows)


def _lines(
    services: Services, head: Mapping[str, Any], *states: str
) -> Iterable[tuple[Line, str, dict[str, Any]]]:
    for number, state, plan, outcome in services.staff_jobs.lines(head["job"], states):
        yield decoded(plan, number), state, outcome or {}


def _undo(services: Services, head: Mapping[str, Any]) -> Sheet:
    """What may have been done counts as done: taking back what was not changes nothing."""
    done = [line for line, _, _ in _lines(services, head, "done", "sending")]
    for line, state, outcome in _lines(services, head, "failed"):
        line.changes = [x for x in line.changes if state_of(x.field, state, outcome) == "done"]
        done += [line] if line.changes else []
    if head["kind"] == "gradebook":
        header, rows = gradebook.undo(done)
        return header, list(rows)
    if head["kind"] == "roster":
        return roster.HEADINGS, list(roster.undo_rows(done))
    if head["kind"] == "groups":
        made: list[list[Any]] = [[line.who, True] for line in done if line.action == CREATE]
        again = [[line.who, False] for line in done if line.action != CREATE]
        return ("Group", "Dissolve"), made + again
    return groups.PROBLEM_HEADINGS, []  # Autolab's API takes no problem away


def _outcome(services: Services, head: Mapping[str, Any]) -> Sheet:
    rows: list[list[Any]] = []
    for line, state, told in _lines(services, head):
        about = [line.source, line.who, line.assessment, line.action]
        why = [REMARKS[code] for code in (*line.remarks, *told.get("remarks", ()))]
        failure = [told["error"]["message"]] if told.get("error") else []
        for x in line.changes:
            of_cell = state_of(x.field, state, told)
            words = [*why, *(REMARKS[code] for code in x.remarks), *(failure if of_cell == state else ())]
            rows.append([*about, x.field, _said(x.before), _said(x.after), of_cell, "; ".join(words)])
    return OUTCOME, rows


def _unknown(services: Services, head: Mapping[str, Any]) -> Sheet:
    """Whom this Autolab has no account of: it tells so only when they are to be added."""
    found = _lines(services, head, "failed")
    unknown = [line for line, _, told in found if line.action == ADD and _name(told) == "user_unknown"]
    fields = ("lecture", "section")
    return ("Email", "Name", "Lecture", "Section"), [
        [line.who, line.name, *(line.after().get(field) for field in fields)] for line in unknown
    ]


def _name(told: Mapping[str, Any]) -> str | None:
    return told["error"]["data"]["name"] if told.get("error") else None


def _said(value: Any) -> Any:
    return ", ".join(value) if isinstance(value, list) else value


_FILES: dict[str, Callable[[Services, Mapping[str, Any]], Sheet]] = {
    "undo": _undo,
    "outcome": _outcome,
    "unknown": _unknown,
}


def _file(about: Sequence[str], header: Sequence[str], rows: Sequence[Sequence[Any]]) -> StaffFile:
    return {"filename": f"{'-'.join(about)}.csv", "content": written(header, rows), "rows": len(rows)}
