"""What is said before a file is sent: worded, with the server's own dates, and never a refusal."""

from __future__ import annotations

from typing import Any

import pytest

from native_host.storage.submissions.entry import Entry
from native_host.submission.rules import MIB, WARNINGS, ending, handin_hint, size_limit, warnings
from native_host.wire.identifiers import Email, Origin

FACTS: dict[str, Any] = {
    "why_not": None,
    "late": False,
    "start_at": "2026-11-20T12:00:00.000-05:00",
    "due_at": "2026-11-23T06:00:00.000-05:00",
    "end_at": "2026-11-24T06:00:00.000-05:00",
    "versions_left": None,
    "submissions": 1,
    "max_submissions": 3,
    "max_unpenalized_submissions": -1,
    "max_grace_days": 2,
    "grace_days": 3,
    "handin_hint": None,
    "clock_ahead": 3,
    "our_clock_at": "2026-11-23T12:00:00+00:00",
    "server_clock_at": "2026-11-26T12:00:00+00:00",
}


@pytest.mark.parametrize(
    ("facts", "filename", "expected"),
    [
        ({}, "a.c", []),
        ({"why_not": "not_open"}, "a.c", ["not_open"]),
        ({"why_not": "closed"}, "a.c", ["closed"]),
        ({"why_not": "limit", "versions_left": 0}, "a.c", ["limit"]),
        ({"late": True, "versions_left": 1}, "a.c", ["late", "grace_days", "last_one"]),
        ({"late": True, "max_grace_days": 0}, "a.c", ["late"]),
        ({"late": True, "max_grace_days": None}, "a.c", ["late", "course_grace_days"]),
        ({"late": True, "max_grace_days": None, "grace_days": 0}, "a.c", ["late"]),
        ({"late": True, "max_grace_days": 2, "grace_days": 0}, "a.c", ["late"]),
        ({"late": True, "max_grace_days": 2, "grace_days": None}, "a.c", ["late", "grace_days"]),
        ({"late": True, "max_grace_days": None, "grace_days": None}, "a.c", ["late", "unknown_grace_days"]),
        ({"late": False, "max_grace_days": None}, "a.c", []),
        ({"max_unpenalized_submissions": 1}, "a.c", ["penalised"]),
        ({"max_unpenalized_submissions": 2}, "a.c", []),
        ({"max_unpenalized_submissions": 0}, "a.c", ["penalised"]),
        ({"late": True, "max_grace_days": 1}, "a.c", ["late", "grace_days"]),
        ({"clock_ahead": 120}, None, []),
        ({"clock_ahead": 121}, None, ["clock_wrong"]),
        ({"max_unpenalized_submissions": None}, "a.c", []),
        ({"handin_hint": ".c"}, "a.C", []),
        ({"handin_hint": ".c"}, "a.tar", ["file_type"]),
        ({"handin_hint": ".c"}, "Makefile", ["file_type"]),
        ({"handin_hint": ".c"}, None, []),
        ({"clock_ahead": -3 * 86_400}, None, ["clock_wrong"]),
        ({"clock_ahead": 3600}, None, ["clock_wrong"]),
        ({"clock_ahead": 100}, None, []),
        ({"clock_ahead": None}, None, []),
        ({"quiz": True}, "a.c", ["quiz"]),
        ({"quiz": False}, "a.c", []),
    ],
)
def test_warnings(facts: dict[str, Any], filename: str | None, expected: list[str]) -> None:
    said = warnings({**FACTS, **facts}, filename)
    assert [warning["code"] for warning in said] == expected
    assert all("{" not in warning["message"] for warning in said)


def test_dates_are_quoted_as_the_server_wrote_them() -> None:
    late, _ = warnings({**FACTS, "late": True})
    assert FACTS["due_at"] in late["message"]
    assert late["fields"] == {"due_at": FACTS["due_at"]}  # and nothing that it does not name


def test_only_the_courses_dates_are_no_refusal() -> None:
    (closed,) = warnings({**FACTS, "why_not": "closed"})
    assert "with an extension of your own Autolab still takes it" in closed["message"]
    assert not any("refuse" in words for words in WARNINGS.values())


def test_what_is_not_known_is_said() -> None:
    assert [warning["code"] for warning in warnings(None)] == ["details_unknown"]


def test_every_code_can_be_worded() -> None:
    assert all(text.format_map({**FACTS, "handin_hint": ".c"}) for text in WARNINGS.values())


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.C", ".c"), ("a.tar.gz", ".gz"), (".bashrc", None), ("x.", None), ("Makefile", None)],
)
def test_ending(name: str, expected: str | None) -> None:
    assert ending(name) == expected


def test_the_hint_comes_from_the_newest_submission() -> None:
    assert handin_hint(["2_handin.tar", "1_handin.c"]) == ".tar"
    assert handin_hint([]) is None


def sent(size: int, said: str | None = None, **more: Any) -> Entry:
    """A file that arrived, or was refused for its size in these words."""
    where = (Origin("https://autolab.example.edu"), Email("a@b"), "course", "lab", "Lab", "a.c")
    told = {"state": "refused", "reason": "file_too_large"} if said else {"state": "landed"}
    return Entry("id", *where, size, "0" * 64, 0.0, server_said=said, **(told | more))


def test_the_limit_is_what_autolab_last_said_unless_it_has_taken_more_since() -> None:
    refused = sent(9 * MIB, "Submission is larger than the max allowed size (2 MB) - please remove any")
    assert size_limit([]) is None
    assert size_limit([sent(1)]) is None
    assert size_limit([sent(2 * MIB), refused]) == 2 * MIB
    assert size_limit([sent(9 * MIB, "larger than the max allowed size (8 MB)"), refused]) == 8 * MIB
    assert size_limit([sent(2 * MIB + 1), refused]) is None, "the staff have raised it"
    assert size_limit([sent(9 * MIB, state="refused", reason="handin_closed"), refused]) == 2 * MIB
    assert size_limit([sent(9 * MIB, "It is too large."), refused]) == 2 * MIB, "a version of other words"
    quoted = sent(9 * MIB, "Said of another: max allowed size (8 MB)", reason="handin_closed")
    assert size_limit([quoted, refused]) == 2 * MIB, "only who refuses for the size names the limit"
