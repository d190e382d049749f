"""What submit.check knows: the course's dates as the server wrote them, and nothing it was not told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from native_host.autolab.models import AssessmentDetails, Course, Submission
from native_host.badges.submit_facts import facts_from

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC).timestamp()
COURSES = [Course("c", "15-213: Systems")]


def details(**changes: object) -> AssessmentDetails:
    known: dict[str, object] = {
        "name": "lab",
        "display_name": "Lab",
        "start_at": "2026-11-01T00:00:00.000-04:00",
        "due_at": "2026-11-24T00:00:00.000-05:00",
        "end_at": "2026-11-25T00:00:00.000-05:00",
        "max_submissions": 3,
    }
    return AssessmentDetails(**{**known, **changes})  # type: ignore[arg-type]  # a table of changes


def test_dates_keep_the_servers_offset() -> None:
    facts = facts_from(details(), [], COURSES, "c", NOW)
    assert facts["due_at"] == "2026-11-24T00:00:00.000-05:00"
    assert facts["course_display_name"] == "15-213: Systems"
    assert (facts["why_not"], facts["late"], facts["versions_left"], facts["submissions"]) == (
        None,
        False,
        3,
        0,
    )


@pytest.mark.parametrize(
    ("changes", "count", "why_not"),
    [
        ({}, 3, "limit"),
        ({"disable_handins": True}, 0, "disabled"),
        ({"end_at": "2026-11-23T06:59:59.000-05:00"}, 0, "closed"),
        ({"start_at": "2026-11-23T07:00:01.000-05:00"}, 0, "not_open"),
        ({"max_submissions": -1}, 99, None),
    ],
)
def test_why_not(changes: dict[str, object], count: int, why_not: str | None) -> None:
    lines = [Submission(version, f"{version}_handin.c") for version in range(count, 0, -1)]
    facts = facts_from(details(**changes), lines, COURSES, "c", NOW)
    assert facts["why_not"] == why_not
    assert facts["handin_hint"] == (".c" if count else None)


def test_what_may_not_be_listed_is_not_guessed() -> None:
    facts = facts_from(details(), None, [], "c", NOW)
    assert (facts["submissions"], facts["versions_left"]) == (None, None)
    assert facts["course_display_name"] == "c"


def test_a_server_that_tells_little_is_understood() -> None:
    facts = facts_from(AssessmentDetails("lab"), [], [], "c", NOW)
    assert (facts["display_name"], facts["why_not"], facts["due_at"]) == ("lab", None, None)
