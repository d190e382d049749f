from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.badges.rules import (
    LARGEST,
    aged,
    badge,
    good_until,
    is_complete,
    of_details,
    of_submissions,
    shows_staff,
)
from native_host.timestamps import epoch, iso
from native_host.wire.errors import CompanionError

if TYPE_CHECKING:
    from collections.abc import Mapping

NOW = 1_800_000_000.0
DAY = 86_400.0


def item(start: float = -10, due: float = 20, end: float = 25) -> dict[str, Any]:
    dates = {
        name: iso(NOW + days * DAY) for name, days in (("start_at", start), ("due_at", due), ("end_at", end))
    }
    return {"name": "lab1", "display_name": "Lab 1", **dates}


def details(**changed: Any) -> dict[str, Any]:
    server = {
        "max_submissions": -1,
        "disable_handins": None,
        "max_total_score": 175.5,
        "max_scores": {"problem0": 100.0, "problem1": 50.0, "problem2": 25.5},
        "has_autograder": False,
        "description": "not kept",
    }
    return of_details({**server, **changed}, NOW)


def handed_in(*scores: dict[str, Any]) -> dict[str, Any]:
    listed = [{"version": number, "scores": told} for number, told in enumerate(scores, 1)]
    return of_submissions(list(reversed(listed)), NOW)


def shown(told: Mapping[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(told[name] for name in names)


FULL = {"problem0": 90.5, "problem1": 45, "problem2": 25.5}


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ((), ("not_submitted", None, False, None, 0)),
        (({},), ("submitted", None, False, 1, 1)),
        ((FULL,), ("score", 161, True, 1, 1)),
        (({"problem0": 70}, FULL), ("score", 161, True, 2, 2)),
        ((FULL, {}), ("submitted", None, False, 2, 2)),
        (({"problem0": 60},), ("score", 60, False, 1, 1)),
        ((dict.fromkeys(FULL, "unreleased"),), ("unreleased", None, False, 1, 1)),
        (({**FULL, "problem2": "unreleased"},), ("score", 135.5, False, 1, 1)),
        (({"problem0": "unreleased"},), ("unreleased", None, False, 1, 1)),
        (({"problem0": 0},), ("score", 0, False, 1, 1)),
    ],
)
def test_the_newest_submission_says_the_state(scores: Any, expected: Any) -> None:
    told = badge(item(), details(), handed_in(*scores), now=NOW)
    assert shown(told, "state", "score", "complete", "version", "submissions") == expected
    assert told["total"] == 175.5


def test_what_is_not_known_yet_is_loading_and_a_failure_is_said() -> None:
    assert badge(item(), None, None, now=NOW)["state"] == "loading"
    trouble = CompanionError("server_unreachable").as_json()
    failed = badge(item(), None, None, now=NOW, error=trouble)
    kept = badge(item(), details(), handed_in(FULL), now=NOW, error=trouble)
    assert shown(failed, "state", "error") == ("error", trouble)
    assert shown(kept, "state", "score", "error") == ("score", 161, trouble)


@pytest.mark.parametrize(
    ("dates", "changed", "versions", "expected"),
    [
        ((-10, 20, 25), {}, 1, (True, None, False)),
        ((-10, -1, 5), {}, 1, (True, None, True)),
        ((-10, -2, -1), {}, 1, (False, "closed", False)),
        ((1, 2, 3), {}, 0, (False, "not_open", False)),
        ((-10, 20, 25), {"disable_handins": True}, 0, (False, "disabled", False)),
        ((-10, -2, -1), {"disable_handins": True}, 0, (False, "disabled", False)),
        ((-10, 20, 25), {"max_submissions": 2}, 1, (True, None, False)),
        ((-10, 20, 25), {"max_submissions": 2}, 2, (False, "limit", False)),
        ((-10, 20, 25), {"max_submissions": 2}, 3, (False, "limit", False)),
        ((-10, -2, -1), {"max_submissions": 1}, 1, (False, "closed", False)),
    ],
)
def test_what_can_be_handed_in_and_why_not(dates: Any, changed: Any, versions: int, expected: Any) -> None:
    told = badge(item(*dates), details(**changed), handed_in(*[{}] * versions), now=NOW)
    assert shown(told, "submittable", "why_not", "late") == expected


@pytest.mark.parametrize(
    ("dates", "changed", "why_not"),
    [
        ((-10, -2, -1), {}, None),
        ((1, 2, 3), {}, None),
        ((1, 2, 3), {"disable_handins": True}, "disabled"),
        ((-10, -2, -1), {"max_submissions": 1}, "limit"),
    ],
)
def test_dates_do_not_stop_staff(dates: Any, changed: Any, why_not: str | None) -> None:
    told = badge(item(*dates), details(**changed), handed_in({}), now=NOW, staff=True)
    assert told["why_not"] == why_not
    assert aged(told, NOW + 30 * DAY)["why_not"] == why_not


def test_who_sees_what_opens_later_is_staff() -> None:
    assert shows_staff([item(-1, 1, 2), item(2, 3, 4)], NOW)
    assert not shows_staff([item(-1, 1, 2), item(0.5, 3, 4)], NOW), "a clock may be wrong"
    assert not shows_staff([], NOW)


def test_a_remembered_badge_closes_by_itself() -> None:
    told = badge(item(), details(max_submissions=1), handed_in(FULL), now=NOW)
    assert told["why_not"] == "limit"
    assert aged(told, NOW + 30 * DAY)["why_not"] == "closed"


def test_versions_left_counts_down_to_zero_and_is_null_without_a_limit() -> None:
    left = [
        badge(item(), details(max_submissions=most), handed_in(*[{}] * 2), now=NOW)["versions_left"]
        for most in (-1, 5, 2, 1)
    ]
    assert left == [None, 3, 0, 0]


def test_an_assessment_without_problems_is_never_complete_without_a_submission() -> None:
    nothing = details(max_scores={}, max_total_score=0.0)
    assert not badge(item(), nothing, handed_in(), now=NOW)["complete"]
    assert badge(item(), nothing, handed_in({}), now=NOW)["state"] == "submitted"


@pytest.mark.parametrize(
    ("scores", "complete"),
    [({}, False), ({"problem0": 5}, True), ({"problem0": 5, "problem1": "unreleased"}, False)],
)
def test_where_the_problems_are_not_told_what_is_scored_counts(scores: Any, complete: bool) -> None:
    old = details(max_scores=None, max_total_score=None)
    assert shown(badge(item(), old, handed_in(scores), now=NOW), "complete", "total") == (complete, None)


def test_an_unknown_problem_in_the_scores_counts() -> None:
    assert not is_complete(details(), {**FULL, "bonus": "unreleased"})
    assert badge(item(), details(), handed_in({**FULL, "bonus": 4}), now=NOW)["score"] == 165


def test_moments_survive_odd_times() -> None:
    assert epoch("2026-10-14T11:48:10.587-04:00") == 1_791_992_890.587
    assert epoch("2026-10-14T15:48:10Z") == epoch("2026-10-14T15:48:10")
    assert (epoch(None), epoch("soon"), epoch("")) == (None, None, None)
    told = badge({**item(), "due_at": None, "end_at": "whenever"}, details(), handed_in(), now=NOW)
    assert shown(told, "submittable", "late") == (True, False)


SCORES = st.dictionaries(
    st.text(max_size=8), st.floats() | st.integers() | st.just("unreleased") | st.text(max_size=5), max_size=5
)


@given(
    versions=st.lists(SCORES, max_size=4),
    problems=st.none() | st.dictionaries(st.text(max_size=8), st.floats(), max_size=5),
    most=st.none() | st.integers(-1, 9),
    days=st.tuples(*[st.floats(-40, 40)] * 3),
    later=st.floats(0, 100 * DAY),
)
def test_whatever_the_server_says_a_badge_is_honest_json(
    versions: list[dict[str, Any]], problems: Any, most: int | None, days: Any, later: float
) -> None:
    known = details(max_scores=problems, max_submissions=most, max_total_score=None)
    told = badge(item(*days), known, handed_in(*versions), now=NOW)
    json.dumps(told, allow_nan=False)
    numbers = [
        v for v in (versions[-1] if versions else {}).values() if not isinstance(v, str) and abs(v) <= LARGEST
    ]
    assert (told["score"] is None) == (not numbers)
    assert told["submittable"] == (told["why_not"] is None)
    assert not (told["complete"] and any(isinstance(v, str) for v in versions[-1].values()))
    assert aged(told, NOW) == told
    if NOW + later <= good_until([told], NOW):
        assert aged(told, NOW + later) == told
    assert aged(told, NOW + later) == badge(item(*days), known, handed_in(*versions), now=NOW + later)


@pytest.mark.parametrize(
    ("slack", "due", "end", "expected"),
    [
        (None, -1, 5, (None, True)),
        (0, -1, -0.5, ("closed", False)),
        (DAY, -0.5, 5, (None, False)),
        (DAY, -2, -0.5, (None, True)),
        (DAY, -3, -2, ("closed", False)),
        (-DAY, -1, 5, (None, True)),
    ],
)
def test_late_slack_is_added_to_due_and_end(slack: Any, due: float, end: float, expected: Any) -> None:
    told = badge({**item(-10, due, end), "late_slack": slack}, details(), handed_in(), now=NOW)
    assert shown(told, "why_not", "late") == expected
    assert told["late_slack"] == slack


def test_a_badge_is_good_until_its_late_slack_is_over() -> None:
    told = badge({**item(-10, -5, -0.5), "late_slack": int(DAY)}, details(), handed_in(), now=NOW)
    assert good_until([told], NOW) == NOW + 0.5 * DAY
    assert aged(told, NOW + 0.6 * DAY)["why_not"] == "closed"


def test_a_score_is_one_before_adjustments() -> None:
    assert badge(item(), details(), handed_in(FULL), now=NOW)["score_kind"] == "before_adjustments"
    assert badge(item(), details(), handed_in({}), now=NOW)["score_kind"] is None


@pytest.mark.parametrize(
    ("scores", "state"),
    [({}, "no_file"), ({"problem0": "unreleased"}, "unreleased"), (FULL, "score")],
    ids=["nothing", "withheld", "graded by hand"],
)
def test_a_row_without_a_file_is_not_called_submitted(scores: Any, state: str) -> None:
    first = {"version": 1, "filename": "1_handin.c", "scores": FULL}
    rows = [{"version": 2, "filename": None, "scores": scores}, first]
    told = badge(item(), details(max_submissions=3), of_submissions(rows, NOW), now=NOW)
    assert shown(told, "state", "version", "versions_left") == (state, 2, 1)
    assert badge(item(), details(), of_submissions([first], NOW), now=NOW)["state"] == "score"
