"""courses: the user's courses on one server."""

from __future__ import annotations

from ..rpc.cached_read import cached_read, one_call
from ..rpc.fields import choice, optional, origin
from ..timestamps import MINUTE

TYPE_CHECKING = False  # typing stays off the path to remembered answers
if TYPE_CHECKING:
    from typing import Any

    from ..autolab.calls import Call
    from ..wire.shapes.reads import CoursesParams

MAX_AGE = 10 * MINUTE
CURRENT = {"state": "current"}
"""What to ask for where only the courses that go on are wanted."""
STATES = ("current", "completed", "upcoming", "disabled")


def _courses(given: CoursesParams) -> Call[Any]:
    from ..autolab import endpoints

    return endpoints.courses(given["state"])


fetch = one_call(_courses)

OPERATIONS = {
    "courses": cached_read(
        "courses",
        params={"server": origin(), "state": optional(choice(*STATES))},
        fetch=fetch,
        max_age=MAX_AGE,
    ),
}
