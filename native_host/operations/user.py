"""user: who the token belongs to."""

from __future__ import annotations

from ..rpc.cached_read import DAY, calling, reading
from ..rpc.fields import origin

TYPE_CHECKING = False  # typing stays off the path to remembered answers
if TYPE_CHECKING:
    from typing import Any

    from ..autolab.calls import Call
    from ..rpc.operation import Params


def _user(_given: Params) -> Call[Any]:
    from ..autolab import endpoints

    return endpoints.user()


OPERATIONS = {
    "user": reading(
        "user",
        params={"server": origin()},
        ask=calling(_user),
        lasts=DAY,
        data="{email, first_name, last_name, school, major, year}",
    ),
}
