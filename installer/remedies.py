"""What a user can do at a terminal, where the catalogue's remedy speaks of pages and buttons."""

from __future__ import annotations

TYPE_CHECKING = False  # typing stays off the path to what is remembered
if TYPE_CHECKING:
    from native_host.wire.error_names import ErrorName
    from native_host.wire.errors import CompanionError

_AGAIN = "`--confirm again` hands it in all the same."
AT_TERMINAL: dict[ErrorName, str] = {
    "not_signed_in": "Sign in: autolab-companion login {server}",
    "sign_in_again": "Sign in again: autolab-companion login {server}",
    "scope_missing": "Sign in again and grant it: autolab-companion login {server}",
    "staff_tools_off": "Turn them on: autolab-companion servers staff-tools on {server}",
    "throttled": "Wait a few minutes, then try again. The companion keeps to the server's pace from now on.",
    "course_unknown": "`autolab-companion courses` lists yours.",
    "assessment_unknown": "`autolab-companion assessments {course}` lists what there is.",
    "submission_unknown": "`autolab-companion scores` lists your versions.",
    "affirmation_required": "Answer y at a terminal, or write --affirm in a script.",
    "file_empty": "Name another file, or write `--confirm empty` if you mean it.",
    "already_submitted": _AGAIN,
    "probably_submitted": f"Look at the handin history on Autolab. {_AGAIN}",
    "submission_under_way": f"Wait for its result; `autolab-companion receipts list` tells it. {_AGAIN}",
    "version_from_elsewhere": "Look at the handin history on Autolab. `--confirm elsewhere` hands it in after that.",
    "job_unknown": "`autolab-companion imports list` lists what there is; Autolab has what was done.",
    "job_state": "`autolab-companion imports list` tells how it stands.",
}
"""By an error's name; the fields are those of its row."""


def remedy(error: CompanionError) -> str:
    """The error's remedy for whoever types commands."""
    told = AT_TERMINAL.get(error.name)
    return error.remedy if told is None else told.format_map(error.data)
