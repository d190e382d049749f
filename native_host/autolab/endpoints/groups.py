"""The groups of an assessment (instructors)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..calls import Call, assessment_path, read, write
from ..models import Group, GroupMember, Groups, GroupSettings, GroupsWithMembers, Message

if TYPE_CHECKING:
    from collections.abc import Sequence


def groups(course: str, assessment: str) -> Call[Groups]:
    """All groups, without members."""
    return read(_path(course, assessment), Groups, "instructor_all", course=course, assessment=assessment)


def groups_with_members(course: str, assessment: str) -> Call[GroupsWithMembers]:
    """All groups as lists of members, without ids and names: join with `group` where those are needed."""
    path, query = _path(course, assessment), {"show_members": "true"}
    return read(path, GroupsWithMembers, "instructor_all", query, course=course, assessment=assessment)


def group(course: str, assessment: str, number: int) -> Call[list[GroupMember]]:
    """The members of one group."""
    path = f"{_path(course, assessment)}/{number}"
    return read(path, list[GroupMember], "instructor_all", course=course, assessment=assessment)


def create_groups(
    course: str, assessment: str, wanted: Sequence[tuple[str, Sequence[str]]]
) -> Call[list[Group]]:
    """New groups as (name, members' e-mail addresses); the answer lists all groups."""
    value = {"groups": [{"name": name, "group_members": list(members)} for name, members in wanted]}
    return write("POST", _path(course, assessment), list[Group], value, course=course, assessment=assessment)


def delete_group(course: str, assessment: str, number: int) -> Call[Message]:
    """Dissolve one group."""
    path = f"{_path(course, assessment)}/{number}"
    return write("DELETE", path, Message, course=course, assessment=assessment)


def set_group_settings(
    course: str, assessment: str, *, group_size: int, allow_student_assign_group: bool
) -> Call[GroupSettings]:
    """Change how large groups are and whether students form them; the server wants both."""
    # As texts: the server reads both as form fields, and fails on a JSON true.
    value = {
        "group_size": str(group_size),
        "allow_student_assign_group": str(allow_student_assign_group).lower(),
    }
    path = f"{assessment_path(course, assessment)}/set_group_settings"
    return write("POST", path, GroupSettings, value, course=course, assessment=assessment)


def _path(course: str, assessment: str) -> str:
    return f"{assessment_path(course, assessment)}/groups"
