"""user: who the token belongs to."""

from __future__ import annotations

from ..rpc.cached_read import cached_read, one_call
from ..rpc.fields import origin
from ..timestamps import DAY

TYPE_CHECKING = False  # typing stays off the path to remembered answers
if TYPE_CHECKING:
    from typing import Any

    from ..autolab.calls import Call
    from ..wire.shapes.servers import OneServerParams


def _user(_given: OneServerParams) -> Call[Any]:
    from ..autolab import endpoints

    return endpoints.user()


OPERATIONS = {
    "user": cached_read(
        "user",
        params={"server": origin()},
        fetch=one_call(_user),
        max_age=DAY,
    ),
}
