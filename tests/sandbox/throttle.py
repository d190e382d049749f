"""rack-attack's throttles: fixed windows aligned to the clock, refused requests counted too.

The real server lets every API request through whose token is in the header. `all` is a deployment that does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from aiohttp import web

from .oauth.store import by_access
from .rails import BARE

if TYPE_CHECKING:
    from .call import Call
    from .clock import Clock

Throttling = Literal["on", "off", "all"]

DEVICE_RULES = {"/oauth/device_flow_init": (1, 30), "/oauth/device_flow_authorize": (1, 5)}
"""Start of the path -> (requests, seconds), per address of the caller."""

API_RULE = (10, 30)
SUBMIT_RULE = (4, 60)
TOO_MANY = b'{"error": "Too Many Requests. Retry Later."}'
NO_TYPE = "X-Sandbox-No-Type"


class Throttle:
    """Counts per (rule, who, window)."""

    def __init__(self, clock: Clock, which: Throttling) -> None:
        self.which = which
        self._clock = clock
        self._counts: dict[tuple[str, str, int], int] = {}

    def refuses(self, call: Call) -> bool:
        """Count this request and say whether one of its limits is exceeded."""
        if self.which == "off":
            return False
        path = call.request.path
        refused = False
        for start, rule in DEVICE_RULES.items():
            if path.startswith(start):
                refused = self._over(start, _address(call), *rule)
        token = call.params.rack_token
        if token is None and self.which == "all":
            token = call.token_value()
        if path.startswith("/api/") and token is not None:
            who = self._owner(call, token)
            refused = self._over("api", who, *API_RULE)
            if not refused and path.endswith("submit"):  # the first rule that refuses ends the counting
                refused = self._over("submit", who, *SUBMIT_RULE)
        return refused

    def _owner(self, call: Call, token: str) -> str:
        found = by_access(call.state, token)
        return f"token {token}" if found is None else f"user {found.user_id}"

    def _over(self, rule: str, who: str, limit: int, period: int) -> bool:
        key = (rule, who, int(self._clock.time() // period))
        self._counts[key] = self._counts.get(key, 0) + 1
        return self._counts[key] > limit


def _address(call: Call) -> str:
    """The caller's address; one from behind a (trusted, local) proxy is in X-Forwarded-For."""
    forwarded = call.request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return forwarded or call.request.remote or ""


def too_many() -> web.Response:
    """No Retry-After, no X-RateLimit, not even a Content-Type."""
    return web.Response(body=TOO_MANY, status=429, headers={BARE: "1", NO_TYPE: "1"})
