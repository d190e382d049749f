"""One line of a plan on the server: the request that carries it out, and whether it stands there already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from ..autolab import endpoints
from ..rpc.gather import gather_or_cancel
from ..wire.errors import CompanionError
from . import gradebook
from .plan import ADD, CHANGE, CREATE, DISSOLVE, DROP

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ..autolab.calls import Call
    from .asking import AskedCourse
    from .plan import Line, Value

    Verdict = Literal["done", "open", "other"]
    Now = Callable[[Line], Mapping[str, Value] | None]
    """What stands of a line's fields; None where there is no such member, group or problem."""

FEW = 3
"""Lines that are looked at one by one; more of them are read together."""


def call(course: str, kind: str, assessment: str | None, line: Line) -> Call[Any]:
    """The request. Raises name_refused."""
    return _CALLS[kind, line.action](course, line.assessment or str(assessment), line)


_CALLS: dict[tuple[str, str], Callable[[str, str, Line], Call[Any]]] = {
    ("roster", ADD): lambda course, _, line: endpoints.create_member(course, line.who, **_texts(line)),
    ("roster", CHANGE): lambda course, _, line: endpoints.update_member(course, line.who, **line.after()),
    ("roster", DROP): lambda course, _, line: endpoints.drop_member(course, line.who),
    ("gradebook", CHANGE): lambda course, of, line: endpoints.update_latest(
        course, of, line.who, _scores(line)
    ),
    ("groups", CREATE): lambda course, of, line: endpoints.create_groups(
        course, of, [(line.who, _members(line))]
    ),
    ("groups", DISSOLVE): lambda course, of, line: endpoints.delete_group(course, of, _id(line)),
    ("problems", CREATE): lambda course, of, line: endpoints.create_problem(
        course, of, line.who, **_texts(line)
    ),
}


def _texts(line: Line) -> dict[str, Any]:
    return dict(line.after())


def _scores(line: Line) -> dict[str, float | None]:
    return {name: value if isinstance(value, int | float) else None for name, value in line.after().items()}


def _members(line: Line) -> list[str]:
    members = line.after()["members"]
    assert isinstance(members, list)  # noqa: S101 - what a group is made of
    return members


def _id(line: Line) -> int:
    number = line.before()["group"]
    assert isinstance(number, int | float)  # noqa: S101 - the plan found it
    return int(number)


def verdict(line: Line, now: Mapping[str, Value] | None) -> Verdict:
    """`done`: it stands as it should; `open`: what stood before stands, in part at least; `other`: something else."""
    if line.action == DISSOLVE:
        return "open" if now else "done"
    if now is None:  # else a member who has gone, or a submission that was deleted
        return "open" if line.action in {ADD, CREATE} else "other"
    stands = [(now.get(change.field), change.before, change.after) for change in line.changes]
    if all(_same(value, after) for value, _, after in stands):
        return "done"
    if line.action in {ADD, CREATE}:  # somebody else was quicker, with something else
        return "other"
    is_open = all(_same(value, was) or _same(value, after) for value, was, after in stands)
    return "open" if is_open else "other"


def standing(line: Line, now: Mapping[str, Value] | None) -> list[str]:
    """The fields that stand as they should."""
    return [
        change.field
        for change in line.changes
        if now is not None and _same(now.get(change.field), change.after)
    ]


def _same(one: Value, other: Value) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return bool(one) == bool(other)
    if isinstance(one, list) and isinstance(other, list):
        return set(one) == set(other)
    numbers = [value for value in (one, other) if isinstance(value, int | float)]
    if numbers:
        return len(numbers) == len([one, other]) and gradebook.is_same(*numbers)
    return (one or "") == (other or "")


async def look(course: AskedCourse, kind: str, assessment: str | None, lines: Sequence[Line]) -> Now:
    """What stands of these lines now. Raises what Client.call raises."""
    now: Now = await _LOOKS[kind](course, assessment, lines)
    return now


async def _roster(course: AskedCourse, _assessment: str | None, lines: Sequence[Line]) -> Now:
    if len(lines) > FEW:
        members = {member["email"]: member for member in await course.members()}
    else:
        found = await gather_or_cancel(*(_found(course, endpoints.member(course.name, x.who)) for x in lines))
        members = {line.who: member for line, member in zip(lines, found, strict=True) if member}
    return lambda line: members.get(line.who)


async def _gradebook(course: AskedCourse, _assessment: str | None, lines: Sequence[Line]) -> Now:
    stands: dict[tuple[str | None, str], Mapping[str, Any] | None] = {}
    if len(lines) > FEW:

        async def read(assessment: str) -> None:  # each is reduced to what matters as soon as it comes
            scores = await course.scores(assessment)
            concerned = (line.who for line in lines if line.assessment == assessment)
            stands.update({(assessment, who): gradebook.newest(scores.get(who)) for who in concerned})

        await gather_or_cancel(
            *(read(str(each)) for each in dict.fromkeys(line.assessment for line in lines))
        )
    else:
        calls = (endpoints.scores(course.name, str(line.assessment), line.who) for line in lines)
        found = await gather_or_cancel(*(_found(course, each) for each in calls))
        stands |= {
            (x.assessment, x.who): gradebook.newest(told) for x, told in zip(lines, found, strict=True)
        }
    return lambda line: stands.get((line.assessment, line.who))


async def _problems(course: AskedCourse, assessment: str | None, _lines: Sequence[Line]) -> Now:
    known = {problem["name"]: problem for problem in await course.problems(str(assessment))}
    return lambda line: known.get(line.who)


async def _groups(course: AskedCourse, assessment: str | None, _lines: Sequence[Line]) -> Now:
    _, named, members = await course.groups(str(assessment))
    ids = {group["id"] for group in named}
    sets = {frozenset(group) for group in members}
    taken = {email for group in members for email in group}

    def now(line: Line) -> Mapping[str, Any] | None:
        if line.action == DISSOLVE:
            return {"group": True} if line.before()["group"] in ids else None
        wanted = _members(line)
        if frozenset(wanted) in sets:
            return line.after()
        return {"members": []} if taken & set(wanted) else None

    return now


_LOOKS: dict[str, Callable[[AskedCourse, str | None, Sequence[Line]], Any]] = {
    "roster": _roster,
    "gradebook": _gradebook,
    "problems": _problems,
    "groups": _groups,
}


async def _found(course: AskedCourse, call: Call[Any]) -> Any:
    """The answer; None where the server knows nobody of that name."""
    try:
        return await course.ask(call)
    except CompanionError as error:
        if error.name != "user_unknown":
            raise
        return None
