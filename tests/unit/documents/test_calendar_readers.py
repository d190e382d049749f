"""The calendar file as other programs read it: two libraries, and two calendars where they are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from native_host.documents.calendar import calendar

if TYPE_CHECKING:
    from pathlib import Path

KNOWN_AT = 1_800_000_000.0
DUE = datetime(2026, 11, 2, 4, 59, 59, tzinfo=UTC)
BREAKS = "Lab 1:\r\nMalloc\n\u2028and\tfriends"
READERS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=100)
"""Control characters have no place in a calendar; tests/unit/documents/test_calendar.py holds that none is in it."""


def deadline(**changed: Any) -> dict[str, Any]:
    return {
        "server": "https://autolab.example.edu",
        "course": "cs101",
        "course_display_name": "CS 101;\nPrinciples, part 1",
        "assessment": "lab1",
        "display_name": BREAKS,
        "due_at": DUE.isoformat(),
        "end_at": (DUE + timedelta(days=2)).isoformat(),
        **changed,
    }


def by_icalendar(text: str) -> dict[str, Any]:
    whole: Any = icalendar.Calendar.from_ical(text)
    (event,) = whole.walk("VEVENT")
    return {
        "uid": str(event["UID"]),
        "summary": str(event["SUMMARY"]),
        "location": str(event["LOCATION"]),
        "description": str(event["DESCRIPTION"]),
        "start": event.decoded("DTSTART"),
        "end": event.decoded("DTEND"),
        "modified": event.decoded("LAST-MODIFIED"),
        "sequence": int(event["SEQUENCE"]),
    }


def by_vobject(text: str) -> dict[str, Any]:
    event = vobject.readOne(text).vevent
    return {
        "uid": event.uid.value,
        "summary": event.summary.value,
        "location": event.location.value,
        "description": event.description.value,
        "start": event.dtstart.value,
        "end": event.dtend.value,
        "modified": event.last_modified.value,
        "sequence": int(event.sequence.value),
    }


@pytest.mark.parametrize("read", [by_icalendar, by_vobject])
def test_a_library_reads_what_was_meant(read: Any) -> None:
    told = read(calendar([deadline()], KNOWN_AT))
    assert told["summary"] == "Lab 1: Malloc and friends"
    assert told["location"] == "CS 101; Principles, part 1"
    assert told["end"] == DUE
    assert told["end"] - told["start"] == timedelta(minutes=1)
    assert told["modified"] == datetime.fromtimestamp(KNOWN_AT, UTC)
    assert told["description"].count("\n") == 1


@pytest.mark.parametrize("read", [by_icalendar, by_vobject])
def test_a_moved_deadline_is_the_same_event_later_known(read: Any) -> None:
    moved = deadline(due_at=(DUE + timedelta(days=1)).isoformat())
    before, after = read(calendar([deadline()], KNOWN_AT)), read(calendar([moved], KNOWN_AT + 120))
    assert before["uid"] == after["uid"]
    assert after["sequence"] > before["sequence"]
    assert after["modified"] > before["modified"]
    assert after["end"] - before["end"] == timedelta(days=1)


@pytest.mark.parametrize("read", [by_icalendar, by_vobject])
@given(course=READERS, name=READERS)
def test_whatever_the_names(read: Any, course: str, name: str) -> None:
    told = read(calendar([deadline(course_display_name=course, display_name=name)], KNOWN_AT))
    assert told["summary"].split() == name.split()
    assert told["location"].split() == course.split()
    assert told["end"] == DUE


def run(*command: str, home: Path) -> str:
    surroundings = {**os.environ, "HOME": str(home), "TZ": "UTC", "LC_ALL": "C.UTF-8"}
    surroundings = {name: value for name, value in surroundings.items() if not name.startswith("XDG_")}
    return subprocess.run(
        command, env=surroundings, capture_output=True, text=True, timeout=60, check=True
    ).stdout


@pytest.mark.skipif(not shutil.which("khal"), reason="khal is not installed")
def test_khal_shows_the_moment_and_moves_it(tmp_path: Path) -> None:
    settings = tmp_path / ".config" / "khal" / "config"
    settings.parent.mkdir(parents=True)
    days = "dateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ntimeformat = %H:%M\n"
    both = "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
    settings.write_text(f"[calendars]\n[[c]]\npath = {tmp_path}/c\n[locale]\n{days}{both}", "utf-8")
    (tmp_path / "c").mkdir()
    file = tmp_path / "deadlines.ics"

    def shown(due: datetime, known_at: float) -> list[str]:
        file.write_text(calendar([deadline(due_at=due.isoformat())], known_at), "utf-8", newline="")
        run("khal", "import", "--batch", "-a", "c", str(file), home=tmp_path)
        listed = run("khal", "list", "--format", "{start}|{end}|{title}", "2026-11-01", "5d", home=tmp_path)
        return [line for line in listed.splitlines() if "|" in line]

    name = "Lab 1: Malloc and friends"
    assert shown(DUE, KNOWN_AT) == [f"2026-11-02 04:58|2026-11-02 04:59|{name}"]
    assert shown(DUE + timedelta(days=1), KNOWN_AT + 120) == [f"2026-11-03 04:58|2026-11-03 04:59|{name}"]


@pytest.mark.skipif(not shutil.which("calcurse"), reason="calcurse is not installed")
@pytest.mark.parametrize("due", [DUE, datetime(2026, 11, 3, tzinfo=UTC)])
def test_calcurse_takes_it_and_shows_the_moment(tmp_path: Path, due: datetime) -> None:
    file = tmp_path / "deadlines.ics"
    file.write_text(calendar([deadline(due_at=due.isoformat())], KNOWN_AT), "utf-8", newline="")
    folder = str(tmp_path / "calcurse")
    said = run("calcurse", "-D", folder, "-i", str(file), home=tmp_path)
    assert "1 app / 0 events / 0 todos / 0 skipped" in said
    start = due - timedelta(minutes=1)
    listed = run("calcurse", "-D", folder, "-Q", "--from", f"{start:%m/%d/%Y}", "--days", "1", home=tmp_path)
    assert f"{start:%H:%M} -> {due:%H:%M}" in listed
    assert "Lab 1: Malloc and friends" in listed
