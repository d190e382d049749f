"""The groups of an assessment, for instructors."""

from __future__ import annotations

from ..rpc.cached_read import cached_read, one_call
from ..rpc.change import MAX_AGE, STAFF_ERRORS, changing
from ..rpc.fields import boolean, integer, list_of, name, origin, record, text

TYPE_CHECKING = False  # typing stays off the path to remembered answers
if TYPE_CHECKING:
    from typing import Any

    from ..autolab.calls import Call
    from ..wire.shapes.staff import CreateGroupsParams, GroupParams, GroupSettingsParams
    from ..wire.shapes.submissions import AssessmentParams

MOST_GROUPS, MOST_MEMBERS = 500, 100
_ASSESSMENT = {"server": origin(), "course": name(), "assessment": name()}
_GROUP = {**_ASSESSMENT, "group": integer(1)}
_OUTDATES = {
    "groups.list": ("course", "assessment"),
    "groups.members": ("course", "assessment"),
    "groups.show": ("course", "assessment", "group"),
}
_ERRORS = (*STAFF_ERRORS, "group_refused")


def _list(given: AssessmentParams) -> Call[Any]:
    from ..autolab import endpoints

    return endpoints.groups(given["course"], given["assessment"])


def _members(given: AssessmentParams) -> Call[Any]:
    from ..autolab import endpoints

    return endpoints.groups_with_members(given["course"], given["assessment"])


def _show(given: GroupParams) -> Call[Any]:
    from ..autolab import endpoints

    return endpoints.group(given["course"], given["assessment"], given["group"])


def _create(given: CreateGroupsParams) -> Call[Any]:
    from ..autolab import endpoints

    wanted = [(group["name"], group["members"]) for group in given["groups"]]
    return endpoints.create_groups(given["course"], given["assessment"], wanted)


def _delete(given: GroupParams) -> Call[Any]:
    from ..autolab import endpoints

    return endpoints.delete_group(given["course"], given["assessment"], given["group"])


def _settings(given: GroupSettingsParams) -> Call[Any]:
    from ..autolab import endpoints

    return endpoints.set_group_settings(
        given["course"],
        given["assessment"],
        group_size=given["group_size"],
        allow_student_assign_group=given["allow_student_assign_group"],
    )


OPERATIONS = {
    "groups.list": cached_read(
        "groups.list",
        params=_ASSESSMENT,
        fetch=one_call(_list),
        max_age=MAX_AGE,
        errors=_ERRORS,
    ),
    "groups.members": cached_read(
        "groups.members",
        params=_ASSESSMENT,
        fetch=one_call(_members),
        max_age=MAX_AGE,
        errors=_ERRORS,
    ),
    "groups.show": cached_read(
        "groups.show",
        params=_GROUP,
        fetch=one_call(_show),
        max_age=MAX_AGE,
        errors=_ERRORS,
    ),
    "groups.create": changing(
        params={
            **_ASSESSMENT,
            "groups": list_of(
                record({"name": text(255), "members": list_of(text(255), MOST_MEMBERS)}), MOST_GROUPS
            ),
        },
        call=_create,
        outdates=_OUTDATES,
        errors=("group_refused",),
    ),
    "groups.delete": changing(params=_GROUP, call=_delete, outdates=_OUTDATES, errors=("group_refused",)),
    "groups.settings": changing(
        params={
            **_ASSESSMENT,
            "group_size": integer(1, 1000),
            "allow_student_assign_group": boolean(),
        },
        call=_settings,
        outdates=_OUTDATES,
        errors=("group_refused",),
    ),
}
