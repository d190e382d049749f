"""What the agenda calls still to do."""

from __future__ import annotations

from typing import Any

import pytest

from native_host.badges.rules import badge, of_details, of_submissions
from native_host.badges.to_do import is_to_do
from native_host.timestamps import iso

NOW = 1_800_000_000.0
LATE = {
    "name": "lab1",
    "display_name": "Lab 1",
    "start_at": iso(NOW - 900),
    "due_at": iso(NOW - 60),
    "end_at": iso(NOW + 900),
}
FILE = {"version": 1, "filename": "1_a.c"}


@pytest.mark.parametrize(
    ("listed", "changed", "staff", "expected"),
    [
        ([], {}, False, True),
        ([{**FILE, "scores": {}}], {}, False, False),
        ([{**FILE, "scores": {"a": 3.0}}], {}, False, False),
        ([{**FILE, "scores": {"a": "unreleased"}}], {}, False, False),
        ([{**FILE, "filename": None, "scores": {}}], {}, False, True),
        ([], {"disable_handins": True}, False, False),
        ([], {"max_submissions": 0}, False, False),
        ([], {}, True, False),
    ],
)
def test_what_is_still_to_do(listed: list[Any], changed: Any, staff: bool, expected: bool) -> None:
    details, handed_in = of_details({"max_submissions": -1, **changed}, NOW), of_submissions(listed, NOW)
    assert is_to_do(badge(LATE, details, handed_in, now=NOW, staff=staff)) is expected


@pytest.mark.parametrize(
    ("level", "expected"),
    [(None, True), ("student", True), ("instructor", False), ("course_assistant", False)],
)
def test_staff_have_nothing_to_do_in_their_course(level: str | None, expected: bool) -> None:
    assert is_to_do(None, level) is expected
    assert is_to_do(badge(LATE, None, None, now=NOW), level) is expected


def test_what_nobody_knows_may_be_to_do() -> None:
    assert is_to_do(None)
    assert is_to_do(badge(LATE, None, None, now=NOW))
