"""OAuth scopes: what the companion asks for, and what each one means in words."""

from __future__ import annotations

TYPE_CHECKING = False  # typing stays off the path to remembered answers
if TYPE_CHECKING:
    from ..wire.shapes.sign_in import ScopeWords

WORDS = {
    "user_info": "See who you are: name, e-mail address, school, major and year",
    "user_courses": "See your courses, their assessments and deadlines",
    "user_scores": "See your submissions, scores and feedback",
    "user_submit": "Hand in files for you, each time you tell it to",
    "instructor_all": "Use staff tools in the courses you teach: roster, groups, scores and problems",
    "admin_all": "Administer the whole server",
}
"""Every scope of Autolab's API v1, in the order they are shown."""

STUDENT = ("user_info", "user_courses", "user_scores", "user_submit")
STAFF = (*STUDENT, "instructor_all")


def wanted(*, staff_tools: bool) -> tuple[str, ...]:
    """The scopes to ask for: staff scopes only once the user has turned staff tools on."""
    return STAFF if staff_tools else STUDENT


def in_words(scopes: tuple[str, ...]) -> list[ScopeWords]:
    """For the page before consent: [{scope, words}]."""
    return [{"scope": scope, "words": WORDS.get(scope, scope)} for scope in scopes]


def withdrawn(limit: tuple[str, ...], had: tuple[str, ...], granted: tuple[str, ...]) -> list[str]:
    """What is gone although it was there and is wanted still.

    Doorkeeper narrows a renewal that names no scope to what the application may have by then (BaseRequest,
    `build_scopes`); the user had no part in that.
    """
    return [scope for scope in limit if scope in had and scope not in granted]


def excess(granted: tuple[str, ...], limit: tuple[str, ...]) -> bool:
    """Whether a grant holds more than was wanted (the device flow always grants everything the client has)."""
    return bool(set(granted) - set(limit))
