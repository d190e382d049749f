"""Whether an assessment is still to do. Sans-I/O."""

from __future__ import annotations

from .rules import STUDENT

TYPE_CHECKING = False  # typing stays off the path to remembered answers
if TYPE_CHECKING:
    from ..wire.shapes.badges import Badge

HANDED_IN = ("submitted", "unreleased", "score")
"""States in which the server has a file."""


def is_to_do(told: Badge | None, auth_level: str | None = None) -> bool:
    """Whether something is still to be handed in: not by staff, nor where nothing is taken.

    `told` is None where nobody knows, and so is `auth_level`, the user's in the course.
    """
    if told is None or auth_level not in {None, STUDENT}:
        return auth_level in {None, STUDENT}
    return (
        told["state"] not in HANDED_IN and told["why_not"] not in {"disabled", "limit"} and not told["staff"]
    )
