"""Every endpoint of Autolab's API v1, one function each: names in, a Call out. None of them does I/O."""

from .assessments import assessment, assessments, create_problem, problems
from .courses import STATES, courses, create_course
from .groups import create_groups, delete_group, group, groups, groups_with_members, set_group_settings
from .materials import WHAT, handout, loading, writeup
from .roster import AUTH_LEVELS, create_member, drop_member, member, roster, update_member
from .scores import all_scores, scores, update_latest
from .submissions import feedback, submissions, submit
from .user import user

__all__ = [
    "AUTH_LEVELS",
    "STATES",
    "WHAT",
    "all_scores",
    "assessment",
    "assessments",
    "courses",
    "create_course",
    "create_groups",
    "create_member",
    "create_problem",
    "delete_group",
    "drop_member",
    "feedback",
    "group",
    "groups",
    "groups_with_members",
    "handout",
    "loading",
    "member",
    "problems",
    "roster",
    "scores",
    "set_group_settings",
    "submissions",
    "submit",
    "update_latest",
    "update_member",
    "user",
    "writeup",
]
