"""The roster of a course (instructors): /course_user_data."""

from __future__ import annotations

from typing import Any

from ..calls import Call, course_path, read, write
from ..models import CourseUser
from ..path_segments import segment

AUTH_LEVELS = ("student", "course_assistant", "instructor")


def roster(course: str) -> Call[list[CourseUser]]:
    """Everybody in the course, by e-mail address."""
    return read(f"{course_path(course)}/course_user_data", list[CourseUser], "instructor_all", course=course)


def member(course: str, email: str) -> Call[CourseUser]:
    """One member."""
    return read(_path(course, email), CourseUser, "instructor_all", course=course)


def create_member(
    course: str, email: str, lecture: str, section: str, auth_level: str, **more: Any
) -> Call[CourseUser]:
    """Enrol an existing user. `more`: grade_policy, nickname, dropped."""
    value = {"email": email, "lecture": lecture, "section": section, "auth_level": auth_level, **more}
    return write("POST", f"{course_path(course)}/course_user_data", CourseUser, value, course=course)


def update_member(course: str, email: str, **changes: Any) -> Call[CourseUser]:
    """Change lecture, section, auth_level, grade_policy, nickname or dropped."""
    return write("PUT", _path(course, email), CourseUser, changes, course=course)


def drop_member(course: str, email: str) -> Call[CourseUser]:
    """Mark a student as dropped; the server keeps the member."""
    return write("DELETE", _path(course, email), CourseUser, course=course)


def _path(course: str, email: str) -> str:
    return f"{course_path(course)}/course_user_data/{segment(email)}"
