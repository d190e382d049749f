"""What a list of courses says of one."""

from __future__ import annotations

from typing import Any

import pytest

from native_host.badges.course_due import course_due, to_ask
from native_host.badges.rules import badge, of_details, of_submissions
from native_host.timestamps import HOUR, iso

NOW = 1_800_000_000.0
AT = iso(NOW)
COURSE: dict[str, Any] = {"name": "X", "auth_level": "student", "late_slack": 600}
FILE = {"version": 1, "filename": "1_a.c", "scores": {}}


def item(name: str, due: float, end: float) -> dict[str, Any]:
    """An assessment by the hours from now to its dates."""
    dates = {"start_at": NOW - 99 * HOUR, "due_at": NOW + due * HOUR, "end_at": NOW + end * HOUR}
    return {"name": name, "display_name": name.title(), **{key: iso(at) for key, at in dates.items()}}


def told(item: dict[str, Any], listed: list[Any] | None, *, at: float = NOW, **details: Any) -> Any:
    """Its badge; `listed`: the submissions, None where nobody has asked."""
    handed_in = None if listed is None else of_submissions(listed, at)
    slackened = {**item, "late_slack": COURSE["late_slack"]}
    return badge(slackened, of_details({"max_submissions": -1, **details}, at), handed_in, now=NOW)


def due(*rows: tuple[dict[str, Any], Any], **course: Any) -> Any:
    badges = {item["name"]: badge for item, badge in rows if badge}
    return course_due({**COURSE, **course}, [item for item, _ in rows], badges, NOW, AT)


SOON, LATER, OVER = item("soon", 5, 6), item("later", 50, 60), item("over", -20, -10)


def test_what_is_to_do_comes_before_what_is_handed_in() -> None:
    course = due((SOON, told(SOON, [FILE])), (LATER, told(LATER, [])), (OVER, told(OVER, [])))
    assert course["to_do"] == 1
    assert course["next"] == {
        "assessment": "later",
        "display_name": "Later",
        "at": LATER["due_at"],
        "late": False,
    }


def test_where_all_is_handed_in_the_courses_next_deadline_is_told() -> None:
    course = due((SOON, told(SOON, [FILE])), (LATER, told(LATER, [], disable_handins=True)))
    assert (course["to_do"], course["next"]["assessment"]) == (0, "soon")


@pytest.mark.parametrize("unknown", [None, told(SOON, None)], ids=["no badge", "loading"])
def test_one_that_nobody_knows_leaves_no_count(unknown: Any) -> None:
    course = due((SOON, unknown), (LATER, told(LATER, [])))
    assert (course["to_do"], course["next"]["assessment"]) == (None, "soon")


def test_staff_have_nothing_to_do() -> None:
    course = due((SOON, told(SOON, [])), auth_level="course_assistant")
    assert (course["staff"], course["to_do"], course["next"]["assessment"]) == (True, None, "soon")


@pytest.mark.parametrize(
    ("hours", "at", "late"),
    [((0.1, 1), 0.1, False), ((-0.1, 1), 1 / 15, False), ((-1, 1), 7 / 6, True), ((-1, -0.1), 1 / 15, True)],
    ids=["due", "within the slack", "late", "late, within the slack"],
)
def test_what_is_ahead_is_the_deadline_or_the_end_of_late_work(
    hours: tuple[float, float], at: float, late: bool
) -> None:
    one = item("one", *hours)
    following = due((one, told(one, [])))["next"]
    assert (following["at"], following["late"]) == (iso(NOW + round(at * HOUR)), late)


def test_without_anything_ahead_nothing_is_to_do() -> None:
    assert due((OVER, None)) == {"course": "X", "staff": False, "to_do": 0, "next": None, "fetched_at": AT}


def test_it_is_as_old_as_its_oldest_part() -> None:
    assert due((SOON, told(SOON, [], at=NOW - HOUR)))["fetched_at"] == iso(NOW - HOUR)


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        (None, True),
        (told(SOON, []), False),
        (told(SOON, [], at=NOW - 61), True),
        (told(SOON, [], at=NOW + 5), True),
        (told(SOON, [FILE], at=NOW - HOUR), False),
        (told(SOON, [], at=NOW - HOUR, disable_handins=True), False),
    ],
    ids=["unknown", "just asked", "old", "the clock was set back", "handed in", "takes nothing"],
)
def test_what_is_asked_about(known: Any, asked: bool) -> None:
    badges = {"soon": known} if known else {}
    assert to_ask(COURSE, [SOON, OVER], badges, NOW, 60) == (["soon"] if asked else [])
    assert to_ask({**COURSE, "auth_level": "instructor"}, [SOON], badges, NOW, 60) == []
