"""Sign-in attempts as sealed records, so that they outlive the extension's worker and this process."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Final

from ..timestamps import WEEK, iso
from ..wire.errors import CompanionError
from .device import activate_url, deep_link
from .secret import Secret, unwrap
from .session_store import SET_BACK

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..vault.vault import Vault
    from ..wire.identifiers import Origin
    from ..wire.shapes.common import ErrorObject
    from ..wire.shapes.servers import Way
    from ..wire.shapes.sign_in import Attempt as AttemptShape
    from ..wire.shapes.sign_in import AttemptState

PREFIX = "attempt:"
LIFETIME = 600.0
"""Seconds a user has to finish in the browser; Autolab's codes live as long."""
DEVICE_LIFETIME = 1800.0
"""Seconds a user code is polled for: time to fetch a phone. Autolab itself sets no limit."""
CODE_LIFETIME = 600.0
"""Seconds a granted code can be redeemed."""
TOKENS_KEPT = WEEK
"""Seconds that tokens in hand wait for a server that is away: a week-end, and a machine that lay still as long."""
KEPT = 600.0
"""Seconds an attempt that is over stays readable, for a popup that was closed meanwhile."""

WAITING: Final = "waiting"
EXCHANGING: Final = "exchanging"
SIGNED_IN: Final = "signed_in"
DENIED: Final = "denied"
FAILED: Final = "failed"
EXPIRED: Final = "expired"
CANCELLED: Final = "cancelled"
OVER = (SIGNED_IN, DENIED, FAILED, EXPIRED, CANCELLED)


@dataclass
class Attempt:
    """One attempt. `waiting` for the user, `exchanging` once a code is on disk, then one of OVER.

    `error` says why it failed; while `exchanging`, what it waits out.
    `expires_at` ends the phase it is in: for the user, then for the code, then for the tokens in hand.

    The secrets are there only while they are needed: state, verifier and device_code while waiting, code until it
    is redeemed, tokens (TokenAnswer.as_record with received_at) until the account is known.
    """

    id: str
    server: Origin
    way: Way
    started_at: float
    expires_at: float
    redirect_uri: str
    scopes: list[str]
    state: AttemptState = WAITING
    user_code: str | None = None
    oauth_state: Secret | None = field(default=None, repr=False)
    verifier: Secret | None = field(default=None, repr=False)
    device_code: Secret | None = field(default=None, repr=False)
    code: Secret | None = field(default=None, repr=False)
    tokens: dict[str, Any] | None = field(default=None, repr=False)
    error: ErrorObject | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in OVER

    def public(self) -> AttemptShape:
        """What the extension may see."""
        seen: AttemptShape = {
            "attempt": self.id,
            "server": self.server,
            "way": self.way,
            "state": self.state,
            "expires_at": iso(self.expires_at),
        }
        if self.user_code:
            seen["user_code"] = self.user_code
            seen["activate_url"] = activate_url(self.server)
            seen["deep_link"] = deep_link(self.server, self.user_code)
        if self.error:
            seen["error"] = self.error
        return seen


_ENDS: dict[tuple[str, float], float] = {}
"""When an attempt's phase, named by its id and expires_at, ends by this process's steady clock."""
_ENDINGS: dict[str, AttemptState] = {
    "access_denied": DENIED,
    "device_denied": DENIED,
    "sign_in_abandoned": EXPIRED,
}
_SECRETS = ("oauth_state", "verifier", "device_code", "code")


class AttemptStore:
    """All attempts of this data folder. Whoever changes one holds its lock (`lock_name`)."""

    def __init__(
        self, vault: Vault, clock: Callable[[], float], steady: Callable[[], float] | None = None
    ) -> None:
        self._vault, self._clock, self._steady = vault, clock, steady or clock

    def left(self, attempt: Attempt) -> float:
        """Seconds until the attempt's phase is over, whatever happens to the wall clock meanwhile; 0 or less: it is.

        What another process wrote down under a clock that was ahead lasts no longer than such a phase may.
        """
        phase = (attempt.id, attempt.expires_at)
        if phase not in _ENDS:
            left = min(attempt.expires_at - self._clock(), _longest(attempt))
            _ENDS[phase] = self._steady() + left
        return _ENDS[phase] - self._steady()

    def find(self, attempt: str) -> Attempt | None:
        """The attempt, None if it is over and forgotten or never was. Raises record_damaged."""
        record = self._vault.read(PREFIX + attempt)
        return None if record is None else _attempt(record)

    def get(self, attempt: str) -> Attempt:
        """The attempt. Raises attempt_unknown."""
        found = self.find(attempt)
        if found is None:
            raise CompanionError("attempt_unknown")
        return found

    def list(self) -> list[Attempt]:
        """Every attempt, oldest first; those long over are forgotten."""
        attempts = []
        for name in self._vault.records(PREFIX):
            attempt = self.find(name.removeprefix(PREFIX))
            if attempt is None:
                continue
            if attempt.over and not -SET_BACK <= self._clock() - attempt.expires_at <= KEPT:
                self.forget(attempt.id)
            else:
                attempts.append(attempt)
        return sorted(attempts, key=lambda attempt: attempt.started_at)

    def save(self, attempt: Attempt) -> None:
        """Keeps the attempt; on return it is on disk."""
        self.left(attempt)  # its phase is reckoned from now on
        record = {each.name: getattr(attempt, each.name) for each in fields(attempt)}
        self._vault.write(PREFIX + attempt.id, record | {name: unwrap(record[name]) for name in _SECRETS})

    def fail(self, attempt: Attempt, error: CompanionError) -> None:
        """Ends the attempt with an error."""
        attempt.error = error.as_json()
        self.close(attempt, _ENDINGS.get(error.name, FAILED))

    def forget(self, attempt: str) -> None:
        """Deletes the record and its locks, which the caller does not hold; whoever follows the attempt stops."""
        self._vault.delete(PREFIX + attempt)
        for phase in [phase for phase in _ENDS if phase[0] == attempt]:
            del _ENDS[phase]
        for name in (lock_name(attempt), claim_name(attempt)):
            self._vault.discard_lock(name)

    def close(self, attempt: Attempt, state: AttemptState) -> None:
        """Ends the attempt: its secrets go, its outcome stays readable for a while."""
        attempt.state = state
        if state in (SIGNED_IN, CANCELLED):
            attempt.error = None  # what kept it from ending sooner is over too
        attempt.oauth_state = attempt.verifier = attempt.device_code = attempt.code = attempt.tokens = None
        attempt.expires_at = min(attempt.expires_at, self._clock())
        self.save(attempt)


def lock_name(attempt: str) -> str:
    """The lock for changing an attempt; held for one step."""
    return PREFIX + attempt


def claim_name(attempt: str) -> str:
    """The lock of the one host that polls or listens for an attempt; held as long as it does."""
    return "claim:" + attempt


def _longest(attempt: Attempt) -> float:
    if attempt.state == WAITING:
        return DEVICE_LIFETIME if attempt.way == "device" else LIFETIME
    return CODE_LIFETIME if attempt.tokens is None else TOKENS_KEPT


def _attempt(record: dict[str, Any]) -> Attempt:
    try:
        hidden = {name: None if record[name] is None else Secret(record[name]) for name in _SECRETS}
        return Attempt(**{**record, **hidden})
    except (KeyError, TypeError) as error:
        raise CompanionError("record_damaged", detail="a sign-in attempt") from error
