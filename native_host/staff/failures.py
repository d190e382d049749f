"""What a failure says of a line and of the lines after it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..autolab.error_responses import ThrottledError, TokenRejectedError
from ..autolab.transport_errors import ExchangeError
from ..wire.errors import STORAGE_KINDS

if TYPE_CHECKING:
    from ..wire.errors import CompanionError

_OF_ALL = frozenset({"instructor_only", "course_unknown", "not_enrolled", "course_disabled", "cancelled"})
_OF_ALL_KINDS = STORAGE_KINDS | {"session"}


class JobInterruptedError(Exception):
    """The job can't go on now; `error` says why."""

    def __init__(self, error: CompanionError) -> None:
        super().__init__(error.name)
        self.error = error


def ends_all(error: CompanionError) -> bool:
    """Whether the next line would come to the same."""
    return error.kind in _OF_ALL_KINDS or error.name in _OF_ALL


def is_gateway(error: CompanionError) -> bool:
    """Whether something before Autolab has answered in its place: it may be back in a moment."""
    return error.data.get("status") in {502, 503, 504}


def never_sent(error: CompanionError) -> bool:
    """Whether the server can't have acted on the request."""
    if isinstance(error, ThrottledError | TokenRejectedError) or error.name == "throttled":
        return True
    return isinstance(error, ExchangeError) and error.sent != "maybe"
