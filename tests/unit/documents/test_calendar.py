from __future__ import annotations

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from native_host.documents.calendar import WORDS, calendar, fold, text
from tests.locale_words import languages

NOW = 1_800_000_000.0
EDGES = (
    None,
    "2026-11-03T23:59:59.000-05:00",
    "0001-01-01T00:00:00+14:00",
    "0300-01-01T00:00:00Z",
    "9999-12-31T23:59:59-14:00",
    "9999-12-31T23:59:59Z",
)


def deadline(**changed: Any) -> dict[str, Any]:
    return {
        "server": "https://autolab.example.edu",
        "course": "cs101",
        "course_display_name": "CS 101; Principles, part 1",
        "assessment": "lab1",
        "display_name": 'Lab 1: Malloc & <i>Friends</i> "x"',
        "due_at": "2026-11-01T23:59:59.000-04:00",
        "end_at": "2026-11-03T23:59:59.000-05:00",
        **changed,
    }


def unfolded(written: str) -> list[str]:
    assert written.endswith("\r\n")
    return written.replace("\r\n ", "").split("\r\n")[:-1]


def test_a_deadline_is_an_event_in_utc_with_all_that_is_known() -> None:
    lines = unfolded(calendar([deadline()], NOW))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert "DTSTART:20261102T035859Z" in lines
    assert "DTEND:20261102T035959Z" in lines
    assert "LAST-MODIFIED:20270115T080000Z" in lines
    assert "SEQUENCE:30000000" in lines
    assert "DTSTAMP:20270115T080000Z" in lines
    assert 'SUMMARY:Lab 1: Malloc & <i>Friends</i> "x"' in lines
    assert "LOCATION:CS 101\\; Principles\\, part 1" in lines
    assert "URL:https://autolab.example.edu/courses/cs101/assessments/lab1" in lines
    (description,) = (line for line in lines if line.startswith("DESCRIPTION:"))
    assert "not known" in description
    assert description.endswith("\\nLate submissions are taken until 2026-11-04 04:59 UTC.")


def test_late_work_is_taken_for_the_courses_slack_longer_and_the_deadline_stays() -> None:
    lines = unfolded(calendar([deadline(late_slack=3600)], NOW))
    assert "DTEND:20261102T035959Z" in lines
    (description,) = (line for line in lines if line.startswith("DESCRIPTION:"))
    assert description.endswith("\\nLate submissions are taken until 2026-11-04 05:59 UTC.")


def test_what_we_add_is_in_the_language_asked_for() -> None:
    def description(language: str | None) -> str:
        lines = unfolded(calendar([deadline()], NOW, language))
        return next(line for line in lines if line.startswith("DESCRIPTION:"))

    assert description("de-AT").startswith("DESCRIPTION:Die Frist des Kurses.")
    assert description("de-AT").endswith("\\nVerspätete Abgaben werden bis 2026-11-04 04:59 UTC angenommen.")
    assert description("fr") == description(None) == description("en")
    assert {key[:2] for key in WORDS} == set(languages())


def test_a_moved_deadline_keeps_its_identity_and_namesakes_have_others() -> None:
    def identity(**changed: Any) -> str:
        (line,) = (line for line in unfolded(calendar([deadline(**changed)], NOW)) if line.startswith("UID:"))
        return line

    assert identity() == identity(due_at="2026-12-01T00:00:00Z", display_name="Renamed")
    assert len({identity(), identity(course="cs102"), identity(server="https://other.example.edu")}) == 3


def test_a_deadline_without_a_readable_date_is_left_out() -> None:
    assert "BEGIN:VEVENT" not in calendar([deadline(due_at=None), deadline(due_at="soon")], NOW)


@given(st.text())
def test_hostile_text_cannot_leave_its_line(value: str) -> None:
    escaped = text(value)
    assert not re.search(r"[\x00-\x1f\x7f]", escaped)
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", escaped)
    restored = re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], escaped)
    kept = value.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()
    assert restored == re.sub(r"[\x00-\x09\x0b-\x1f\x7f]", "", kept)


@given(st.text(max_size=400).map(text))
def test_folding_keeps_lines_short_and_loses_nothing(line: str) -> None:
    pieces = list(fold(line))
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    assert all(piece[0] == " " for piece in pieces[1:])


@given(st.text(min_size=1), st.text(min_size=1))
def test_whatever_the_names_the_file_has_one_event(course: str, name: str) -> None:
    names = {"course_display_name": course, "display_name": name}
    lines = unfolded(calendar([deadline(**names)], NOW))
    assert [line.split(":")[0] for line in lines] == [
        "BEGIN", "VERSION", "PRODID", "BEGIN", "UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART",
        "DTEND", "SUMMARY", "LOCATION", "DESCRIPTION", "URL", "TRANSP", "END", "END",
    ]  # fmt: skip


@given(due=st.sampled_from(EDGES), end=st.sampled_from(EDGES))
def test_dates_beyond_the_calendar_leave_the_file_readable(due: str | None, end: str | None) -> None:
    lines = unfolded(calendar([deadline(due_at=due, end_at=end)], NOW))
    moments = [line for line in lines if line.startswith(("DTSTART", "DTEND"))]
    assert all(re.fullmatch(r"(DTSTART|DTEND):\d{8}T\d{6}Z", line) for line in moments)
    start, stop = (line.partition(":")[2] for line in moments) if moments else ("0", "1")
    assert start < stop
