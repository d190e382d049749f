"""Autolab's device flow, without I/O. It is older than RFC 8628 and not it.

No interval, no expiry, no complete verification address; a granted request yields an authorization code, exactly
once. Throttles (one init per 30 s, one poll per 5 s) count per address, in windows aligned to the server's clock,
so a campus behind one address shares them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from ..wire.errors import CompanionError
from .responses import error_text, json_object, text_of, unexpected
from .secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..wire.error_names import ErrorName

INIT_PATH = "/oauth/device_flow_init"
POLL_PATH = "/oauth/device_flow_authorize"
REDIRECT_PATH = "/device_flow_auth_cb"
"""What the exchange must name as its redirect address: the server's own."""
ACTIVATE_PATH = "/activate"
DEEP_LINK_PATH = "/device_flow_resolve"
"""Target of the activation form; with the code in its query nothing has to be typed."""
WINDOW = 5.0
"""Seconds of a throttle window, and the least time between two polls."""
PHASES = (0.25, 2.0)
"""Seconds past a window's start at which a poll aims: clear of its edges, spread over clients of one address."""
MAX_WINDOWS = 12
"""Windows to wait at most after repeated refusals: a minute."""
_OK, _BAD_REQUEST, _THROTTLED = 200, 400, 429
_MAX_USER_CODE = 32
_MAX_DEVICE_CODE = 512


@dataclass(frozen=True)
class DeviceCode:
    """An opened request: `user_code` is for the user's eyes, `device_code` for the server alone."""

    device_code: Secret
    user_code: str


@dataclass(frozen=True)
class Poll:
    """What a poll brought: pending, throttled, hiccup (try again), granted with a code, or an error that ends it."""

    kind: str
    code: Secret | None = None
    error: CompanionError | None = None


PENDING, THROTTLED, HICCUP, GRANTED, ENDED = "pending", "throttled", "hiccup", "granted", "ended"

# How the server's words begin, and what they mean. Anything else may be a proxy's page and is tried again.
_ENDINGS: tuple[tuple[str, ErrorName], ...] = (
    ("authorization denied", "device_denied"),
    ("Invalid device_code", "device_code_unknown"),
    ("Unrecognized client_id", "client_rejected"),
)


def read_init(server: str, status: int, body: bytes) -> DeviceCode:
    """The opened request. Raises device_throttled, client_rejected, way_unavailable, server_failed …"""
    answer = json_object(body)
    device_code = text_of(answer, "device_code", _MAX_DEVICE_CODE)
    user_code = text_of(answer, "user_code", _MAX_USER_CODE)
    if status == _OK and device_code and user_code:
        return DeviceCode(Secret(device_code), user_code)
    if status == _THROTTLED:
        raise CompanionError("device_throttled", server=server)
    words = error_text(answer)
    if status == _BAD_REQUEST and words and words.startswith("Unrecognized client_id"):
        raise CompanionError("client_rejected", server=server, server_said=words)
    if _BAD_REQUEST <= status < 500:  # noqa: PLR2004 - the server does not have this flow
        raise CompanionError(
            "way_unavailable", server=server, detail="it has no device codes", server_said=words
        )
    raise unexpected(server, status, "no device code in the answer")


def read_poll(server: str, status: int, body: bytes) -> Poll:
    """What a poll's answer means. Only the server's own words end a request; everything doubtful is tried again."""
    answer = json_object(body)
    if status == _THROTTLED:
        return Poll(THROTTLED)
    code = text_of(answer, "code", _MAX_DEVICE_CODE)
    if status == _OK and code:
        return Poll(GRANTED, code=Secret(code))
    words = answer.get("error")
    if status != _BAD_REQUEST or not isinstance(words, str):
        return Poll(HICCUP)
    if words == "authorization_pending":
        return Poll(PENDING)
    for beginning, name in _ENDINGS:
        if words.startswith(beginning):
            return Poll(ENDED, error=CompanionError(name, server=server, server_said=error_text(answer)))
    return Poll(HICCUP)


def activate_url(server: str) -> str:
    """Where the user types the code. Built from our origin: the server's own answer follows a forgeable header."""
    return server + ACTIVATE_PATH


def deep_link(server: str, user_code: str) -> str:
    """Where the code is filled in already."""
    return f"{server}{DEEP_LINK_PATH}?user_code={quote(user_code, safe='')}"


class Schedule:
    """When to poll: never within WINDOW of the last poll, just past a window's start, slower when refused.

    `random()` gives [0, 1). Refusals widen the gap at random, answers narrow it again, so that many clients of
    one address find room beside each other.
    """

    def __init__(self, random: Callable[[], float], *, not_before: float) -> None:
        self._random = random
        self._strikes = 0
        self.next_at = self._aim(not_before)

    def polled(self, kind: str, sent_at: float, now: float) -> float:
        """Notes a poll sent at `sent_at` and answered by `now`; returns the time of the next."""
        if kind == PENDING:
            self._strikes = max(0, self._strikes - 1)
            windows = 1
        else:
            self._strikes += 1
            windows = 1 + math.ceil(self._random() * min(2**self._strikes, MAX_WINDOWS - 1))
        # A clock that was set back meanwhile must not make the wait as long as that.
        earliest = max(now, min(sent_at, now) + WINDOW * windows)
        in_place = PHASES[0] <= earliest % WINDOW <= PHASES[1]
        # A poll that is already well placed keeps its place, or each timer's lag would cost a whole window.
        self.next_at = earliest if in_place and kind == PENDING else self._aim(earliest)
        return self.next_at

    def _aim(self, earliest: float) -> float:
        start = math.ceil(earliest / WINDOW) * WINDOW
        return start + PHASES[0] + self._random() * (PHASES[1] - PHASES[0])
