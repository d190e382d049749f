from __future__ import annotations

from typing import Any

import pytest

from native_host.badges.freshness import (
    TURNS,
    details_due,
    details_outgrown,
    details_shrunk,
    in_turn,
    slack_due,
    submissions_due,
)
from native_host.badges.freshness import phase as phase_of
from native_host.timestamps import DAY, HOUR, WEEK, iso

NOW = 1_800_000_000.0
PHASES = {"not_started": (1, 2, 3), "open": (-9, -1, 1), "ended": (-9, -2, -1), "history": (-60, -50, -40)}
FULL, PART, HIDDEN = {"a": 1, "b": 2}, {"a": 1}, {"a": 1, "b": "unreleased"}


def item(phase: str) -> dict[str, Any]:
    return {
        name: iso(NOW + days * DAY)
        for name, days in zip(("start_at", "due_at", "end_at"), PHASES[phase], strict=True)
    }


def known(phase: str, scores: dict[str, Any] | None, age: float) -> dict[str, Any]:
    return {
        "details": {"max_scores": {"a": 1.0, "b": 2.0}, **item(phase), "at": NOW - age},
        "handed_in": {
            "version": None if scores is None else 1,
            "count": int(scores is not None),
            "scores": scores or {},
            "at": NOW - age,
        },
    }


@pytest.mark.parametrize(
    ("phase", "scores", "lasts"),
    [
        ("open", None, 0),
        ("open", FULL, 0),
        ("ended", PART, 0),
        ("ended", HIDDEN, 0),
        ("ended", FULL, HOUR),
        ("ended", None, 0),
        ("history", HIDDEN, 0),
        ("history", FULL, WEEK),
        ("history", None, 0),
        ("not_started", None, DAY),
    ],
)
def test_submissions_are_asked_as_often_as_they_can_change(phase: str, scores: Any, lasts: float) -> None:
    assert submissions_due(known(phase, scores, lasts), item(phase), NOW)
    if lasts:
        assert not submissions_due(known(phase, scores, lasts - 1), item(phase), NOW)


def test_a_server_that_tells_no_problems_is_not_asked_for_them_again() -> None:
    handed_in = {"scores": FULL}
    assert details_outgrown({"max_scores": {"a": 1.0}}, handed_in)
    assert not details_outgrown({"max_scores": None}, handed_in)


@pytest.mark.parametrize("phase", PHASES)
def test_details_last_a_day_and_those_of_history_for_ever(phase: str) -> None:
    assert not details_due(known(phase, FULL, DAY - 1), item(phase), NOW)
    assert details_due(known(phase, FULL, 90 * DAY), item(phase), NOW) == (phase != "history")
    assert details_due(known(phase, PART, 90 * DAY), item(phase), NOW), "the missing problem may be deleted"


@pytest.mark.parametrize(
    ("details", "count", "due"),
    [
        ({"disable_handins": True}, 0, True),
        ({"max_submissions": 2}, 2, True),
        ({"max_submissions": 0}, 0, True),
        ({"max_submissions": 2}, 1, False),
        ({"max_submissions": -1}, 9, False),
        ({"max_submissions": None, "disable_handins": None}, 9, False),
    ],
)
def test_what_keeps_a_student_out_is_looked_at_each_time(details: Any, count: int, due: bool) -> None:
    told = known("open", FULL, 1)
    told["details"] |= details
    told["handed_in"]["count"] = count
    assert details_due(told, item("open"), NOW) is due
    told["details"] |= item("ended")
    assert not details_due(told, item("ended"), NOW), "nobody hands in there any more"


def test_of_the_other_open_ones_a_few_have_their_turn_the_oldest_first() -> None:
    rows = [
        (known("open", FULL, HOUR + minutes * 60), {**item("open"), "name": f"a{minutes}"})
        for minutes in range(-2, 20)
    ]
    assert in_turn(rows, NOW) == {f"a{minutes}" for minutes in range(20 - TURNS, 20)}
    assert in_turn(rows[:3], NOW) == {"a0"}
    due = (known("open", FULL, DAY), {**item("open"), "name": "due"})
    ended = (known("ended", FULL, 2 * HOUR), {**item("ended"), "name": "ended"})
    assert in_turn([due, ended, rows[5]], NOW) == {"a3"}


def test_late_slack_keeps_an_assessment_open() -> None:
    ended = {**item("open"), "end_at": iso(NOW - 60)}
    assert phase_of(ended, NOW) == "ended"
    assert phase_of({**ended, "late_slack": 61}, NOW) == "open"


def test_a_score_that_is_gone_shows_that_its_problem_was_deleted() -> None:
    before = known("history", FULL, 1)
    now = {"version": 1, "scores": PART}
    assert details_shrunk(before["details"], before["handed_in"], now)
    assert not details_shrunk(before["details"], before["handed_in"], {"version": 2, "scores": {}}), (
        "a new version"
    )
    assert not details_shrunk({"max_scores": {"a": 1.0}}, before["handed_in"], now)
    assert not details_shrunk(before["details"], None, now)


def test_what_is_unknown_or_moved_is_asked() -> None:
    assert submissions_due(None, item("history"), NOW)
    assert details_due(None, item("history"), NOW)
    before = known("history", FULL, 1)
    extended = {**item("history"), "end_at": iso(NOW - 39 * DAY)}
    assert details_due(before, extended, NOW)
    reopened = {**item("history"), "end_at": iso(NOW + DAY)}
    assert submissions_due(before, reopened, NOW)
    other_words = {name: moment.replace("+00:00", "Z") for name, moment in item("history").items()}
    assert not details_due(before, other_words, NOW)


def test_a_score_of_an_unknown_problem_shows_that_problems_were_added() -> None:
    before = known("ended", {**FULL, "bonus": 1}, 1)
    assert details_outgrown(before["details"], before["handed_in"])
    assert not details_outgrown(before["details"], known("ended", PART, 1)["handed_in"])


@pytest.mark.parametrize(
    ("ended", "age", "due"),
    [(60, HOUR, True), (60, -1, True), (60, 599, False), (DAY + 1, HOUR, False), (-60, HOUR, False)],
    ids=["just ended", "clock set back", "told lately", "long over", "still open"],
)
def test_late_slack_is_asked_for_where_it_decides(ended: float, age: float, due: bool) -> None:
    items = [item("history"), {**item("open"), "end_at": iso(NOW - ended)}, {**item("open"), "end_at": None}]
    assert slack_due(items, NOW, age) is due
