"""Deadlines as an iCalendar file (RFC 5545). Sans-I/O.

A deadline is the minute that ends with it. RFC 5545 lets an event without an end be a moment, but khal draws it (and
one that ends when it starts) as the hour *after*, and calcurse skips events without a length. A minute is shown as
the moment by calendars with a grid and by lists alike; a list of starts tells a minute too early, never too late.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from ..timestamps import EARLIEST, LATEST, epoch
from .language import primary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

FILENAME = "autolab-deadlines.ics"
WORDS = {
    "en": (
        "The course's deadline. Extensions and grace days of your own are not known to this calendar.",
        "Late submissions are taken until {}.",
    ),
    "de": (
        "Die Frist des Kurses. Eigene Verlängerungen und Kulanztage kennt dieser Kalender nicht.",
        "Verspätete Abgaben werden bis {} angenommen.",
    ),
}
"""By language: what every event says, and what one says that takes late work."""
LEAD = 60
"""Seconds before the deadline at which its event starts."""
LINE = 75
"""Octets of a content line before it is folded (section 3.1)."""
_ESCAPES = {ord("\\"): "\\\\", ord(";"): "\\;", ord(","): "\\,", ord("\n"): "\\n"}
_BREAKS = re.compile(r"\s+")
_CONTROLS = {code: None for code in (*range(32), 127) if code != ord("\n")}


def calendar(deadlines: Iterable[Mapping[str, Any]], known_at: float, language: str | None = None) -> str:
    """The file's text. Each deadline is an item of the agenda; one without a readable due date is left out.

    `language` is a tag such as de-AT (RFC 5646); English for those we do not speak.

    `known_at`: the epoch second at which servers told this, by their clocks. It is every event's last modification
    and sequence (section 3.8.7.4), so that a calendar keeps what was known last, whichever file it reads last.
    """
    words = WORDS.get(primary(language), WORDS["en"])
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Autolab Companion//Deadlines//EN"]
    for deadline in deadlines:
        due = epoch(deadline["due_at"])
        if due is not None:
            lines.extend(_event(deadline, due, known_at, *words))
    return "".join(f"{folded}\r\n" for line in (*lines, "END:VCALENDAR") for folded in fold(line))


def _event(
    deadline: Mapping[str, Any], due: float, known_at: float, caveat: str, late_words: str
) -> Iterator[str]:
    server, course, assessment = (deadline[name] for name in ("server", "course", "assessment"))
    place = f"{server}/courses/{quote(course, safe='')}/assessments/{quote(assessment, safe='')}"
    # The same deadline keeps its identity when it moves, so a second import updates it.
    identity = hashlib.sha256(place.encode()).hexdigest()[:32]
    end = epoch(deadline["end_at"])
    late = ""
    if end is not None and end > due:
        taken_until = min(end + max(0, deadline.get("late_slack") or 0), LATEST)
        late = "\n" + late_words.format(_said(taken_until))
    yield "BEGIN:VEVENT"
    yield f"UID:{identity}@autolab-companion"
    yield f"DTSTAMP:{_utc(known_at)}"
    yield f"LAST-MODIFIED:{_utc(known_at)}"
    yield f"SEQUENCE:{int(known_at // 60)}"
    yield f"DTSTART:{_utc(max(due - LEAD, EARLIEST))}"
    yield f"DTEND:{_utc(max(due, EARLIEST + LEAD))}"
    yield f"SUMMARY:{text(one_line(deadline['display_name']))}"
    yield f"LOCATION:{text(one_line(deadline['course_display_name']))}"
    yield f"DESCRIPTION:{text(caveat + late)}"
    yield f"URL:{place}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def one_line(value: str) -> str:
    """A name without line breaks: calcurse refuses an event whose summary has one."""
    return _BREAKS.sub(" ", value).strip()


def text(value: str) -> str:
    """A value of type TEXT (section 3.3.11): escaped, without control characters, encodable."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    return lines.encode("utf-8", "replace").decode().translate(_CONTROLS).translate(_ESCAPES)


def fold(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, each further one begun by a space, no character cut in two."""
    piece, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LINE:
            yield piece
            piece, size = " ", 1
        piece, size = piece + character, size + octets
    yield piece


def _utc(moment: float) -> str:
    return datetime.fromtimestamp(int(moment), UTC).strftime("%Y%m%dT%H%M%SZ")


def _said(moment: float) -> str:
    """For people, who read it wherever the calendar is."""
    return datetime.fromtimestamp(int(moment), UTC).strftime("%Y-%m-%d %H:%M UTC")
