"""Who is signed in where, as sealed records. Synchronous and light, for the dispatcher."""

from __future__ import annotations

from ..wire.errors import CompanionError
from ..wire.identifiers import Origin
from .secret import Secret, unwrap, wrap

TYPE_CHECKING = False  # the dispatcher asks for the session beside the first reply
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any, Literal

    from ..vault.vault import Vault
    from ..wire.error_names import ErrorName
    from ..wire.identifiers import Email
    from ..wire.shapes.notifications import SessionNotice
    from ..wire.shapes.sign_in import SessionAccount
    from .tokens import TokenAnswer

    Subscriber = Callable[[Literal["session.changed"], SessionNotice], None]

PREFIX = "session:"
SET_BACK = 300.0
"""Seconds: a stored timestamp that lies further ahead than this shows that the clock was ahead then; the clocks of
computers that share a folder differ by less."""
ENDED = "the server has revoked it or no longer knows it"
"""What sign_in_again says after the server refused to renew a session."""


class SessionInfo:
    """A session without its tokens. `user_info` is Autolab's own description of the user, at least {"email"}."""

    __slots__ = ("expires_at", "generation", "scope", "server", "signed_in_at", "user_info", "withdrawn")

    def __init__(self, server: Origin, record: dict[str, Any]) -> None:
        self.server = server
        self.user_info: SessionAccount = record["account"]
        self.scope = tuple(record["scope"])
        self.withdrawn = tuple(record.get("withdrawn", ()))
        """Scopes that were granted or asked for, and that the server does not give the application any more."""
        self.generation: int = record["generation"]
        self.signed_in_at: float = record["signed_in_at"]
        self.expires_at: float | None = record["expires_at"]

    @property
    def email(self) -> Email:
        """The address that names the account at its server."""
        return self.user_info["email"]


class Session(SessionInfo):
    """A session with its tokens, for those who renew and revoke it."""

    __slots__ = ("access", "attempt", "kept_at", "refresh", "refresh_at")

    def __init__(self, server: Origin, record: dict[str, Any]) -> None:
        super().__init__(server, record)
        self.access = Secret(record["access"])
        self.refresh = wrap(record["refresh"])
        self.refresh_at: float | None = record["refresh_at"]
        self.attempt: str = record["attempt"]
        self.kept_at: float = record.get("kept_at", 0.0)

    def due(self, now: float) -> bool:
        """Whether it should be renewed before it is used."""
        if self.refresh is None or self.refresh_at is None:
            return False
        return now >= self.refresh_at or self._kept_later(now)

    def expired(self, now: float) -> bool:
        """Whether it is past its announced lifetime, by our clock."""
        return self.expires_at is not None and now >= self.expires_at

    def may_be_expired(self, now: float) -> bool:
        """Whether it is, or our clock has been set back since the tokens came: then there is no way to know."""
        return self.expired(now) or self._kept_later(now)

    def _kept_later(self, now: float) -> bool:
        return now < self.kept_at - SET_BACK


class SessionStore:
    """At most one session per server, each one sealed record."""

    def __init__(self, vault: Vault, clock: Callable[[], float]) -> None:
        self._vault, self._clock = vault, clock
        self._subscribers: list[Subscriber] = []

    def require(self, server: str, scope: str | None = None) -> SessionInfo:
        """The session, holding `scope`.

        Raises server_unknown, not_signed_in, sign_in_again; scope_missing, scope_withdrawn, staff_tools_off.
        """
        session = self.get(server)
        if scope is not None and scope not in session.scope:
            raise CompanionError(self._why_without(session, scope), server=server, scope=scope)
        return session

    def _why_without(self, session: Session, scope: str) -> ErrorName:
        from .scopes import STUDENT
        from .server_store import ServerStore

        if scope not in STUDENT and not ServerStore(self._vault).get(session.server).staff_tools:
            return "staff_tools_off"
        return "scope_withdrawn" if scope in session.withdrawn else "scope_missing"

    def email(self, server: str) -> Email | None:
        """The e-mail address of who is signed in, None if nobody is."""
        session = self.find(server)
        return None if session is None else session.email

    def find(self, server: str) -> Session | None:
        """The session; None if there is none or it has ended."""
        record = self._vault.read(PREFIX + server)
        return None if record is None or "ended" in record else _session(server, record)

    def get(self, server: str) -> Session:
        """The session. Raises server_unknown, not_signed_in, sign_in_again."""
        record = self._vault.read(PREFIX + server)
        if record is None:
            from .server_store import ServerStore

            ServerStore(self._vault).get(server)
            raise CompanionError("not_signed_in", server=server)
        if "ended" in record:
            raise CompanionError("sign_in_again", server=server, detail=record["ended"])
        return _session(server, record)

    def subscribe(self, subscriber: Subscriber) -> None:
        """Call `subscriber("session.changed", {server, signed_in, reason?})` whenever a session begins or ends here."""
        self._subscribers.append(subscriber)

    # For refresh, sign-in and sign-out, which hold the session's lock

    def save(
        self,
        server: str,
        tokens: TokenAnswer,
        deadlines: tuple[float | None, float | None],
        *,
        user_info: Mapping[str, Any],
        scope: Iterable[str],
        withdrawn: Iterable[str] = (),
        signed_in_at: float,
        attempt: str,
    ) -> None:
        """Replace the tokens on disk; on return they may be used. `deadlines` are (expires_at, refresh_at)."""
        before = self._vault.read(PREFIX + server) or {}
        self._vault.write(
            PREFIX + server,
            {
                "account": dict(user_info),
                "scope": list(scope),
                "withdrawn": list(withdrawn),
                "signed_in_at": signed_in_at,
                "attempt": attempt,
                "access": tokens.access.reveal(),
                "refresh": unwrap(tokens.refresh),
                "expires_at": deadlines[0],
                "refresh_at": deadlines[1],
                "kept_at": self._clock(),
                "generation": int(before.get("generation", 0)) + 1,
            },
        )

    def mark_ended(self, server: str, detail: str = ENDED) -> None:
        """Drops the tokens of a session that the server ended, and remembers that the user must sign in again."""
        generation = int((self._vault.read(PREFIX + server) or {}).get("generation", 0))
        self._vault.write(PREFIX + server, {"ended": detail, "generation": generation + 1})
        self.notify(server, signed_in=False, reason="ended")

    def erase(self, server: str) -> None:
        """Forgets the session."""
        self._vault.delete(PREFIX + server)

    def notify(self, server: str, *, signed_in: bool, reason: str) -> None:
        """Tell every subscriber. Reasons: signed_in, signed_out, ended."""
        for subscriber in self._subscribers:
            subscriber(
                "session.changed", {"server": Origin(server), "signed_in": signed_in, "reason": reason}
            )


def lock_name(server: str) -> str:
    """The lock that whoever changes a session holds."""
    return PREFIX + server


def _session(server: str, record: dict[str, Any]) -> Session:
    try:
        return Session(Origin(server), record)
    except (KeyError, TypeError) as error:
        raise CompanionError("record_damaged", detail="a session") from error
