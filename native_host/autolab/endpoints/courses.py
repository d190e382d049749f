"""GET and POST /courses."""

from __future__ import annotations

from dataclasses import replace

from ..calls import ROOT, Call, read, write
from ..models import Course, CreatedCourse

STATES = ("current", "completed", "upcoming", "disabled")
"""What the list can be narrowed to; the server counts a disabled course as current too."""


def courses(state: str | None = None) -> Call[list[Course]]:
    """The user's courses: all, or those in one of STATES."""
    return read(f"{ROOT}/courses", list[Course], "user_courses", {"state": state} if state else None)


def create_course(
    name: str,
    semester: str,
    instructor_email: str,
    *,
    start_date: str | None = None,
    end_date: str | None = None,
) -> Call[CreatedCourse]:
    """A new course (administrators); dates as YYYY-MM-DD."""
    dates = {"start_date": start_date, "end_date": end_date}
    value = {"name": name, "semester": semester, "instructor_email": instructor_email}
    value |= {key: date for key, date in dates.items() if date is not None}
    return replace(write("POST", f"{ROOT}/courses", CreatedCourse, value, course=name), scope="admin_all")
