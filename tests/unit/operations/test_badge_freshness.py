from __future__ import annotations

from typing import Any

import pytest

from native_host.moments import iso
from native_host.operations.badge_freshness import (
    DAY,
    HOUR,
    WEEK,
    details_due,
    details_outgrown,
    submissions_due,
)

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
        "handed_in": {"version": None if scores is None else 1, "scores": scores or {}, "at": NOW - age},
    }


@pytest.mark.parametrize(
    ("phase", "scores", "lasts"),
    [
        ("open", None, 0),
        ("open", FULL, 0),
        ("ended", PART, 0),
        ("ended", HIDDEN, 0),
        ("ended", FULL, HOUR),
        ("ended", None, HOUR),
        ("history", HIDDEN, 0),
        ("history", FULL, WEEK),
        ("history", None, WEEK),
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
