"""Staying signed in (RFC 6749 section 6): one renewal at a time, in this process and between processes.

    refresher = Refresher(vault, sessions, time.time)
    token = await refresher.access_token("https://autolab.example.edu")  # renewed first when it is due

Under the session's lock: read again, renew, write to disk, only then use. Autolab keeps the old pair alive until
the new access token is first used, so a crash between its answer and our write leaves a session that still works.
"""

from __future__ import annotations

import random
from functools import partial
from typing import TYPE_CHECKING

from ..single_flight import SingleFlight
from ..vault.async_lock import async_lock
from ..wire.errors import SERVER_KINDS, CompanionError
from .http_client import connect
from .scopes import excess, withdrawn
from .server_store import ServerStore
from .session_store import lock_name
from .tokens import TOKEN_PATH, ScopeRefusedError, deadlines, read_token_answer, refresh_form

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ..vault.vault import Vault
    from .http_client import HttpClient
    from .secret import Secret
    from .server_store import Server
    from .session_store import Session, SessionStore
    from .tokens import TokenAnswer

RETRY_AFTER = 30.0
"""Seconds before an early renewal is tried again after such a failure."""


def says_nothing(error: CompanionError) -> bool:
    """Whether a renewal failed for what is no fault of the session: while the old token lives, it is used."""
    return error.kind in SERVER_KINDS or (error.kind == "storage" and error.passing)


class Refresher:
    """Renews sessions. All its state can be lost: what counts is in the vault, as long as that can be written."""

    def __init__(self, vault: Vault, sessions: SessionStore, clock: Callable[[], float]) -> None:
        self._vault, self._sessions, self._clock = vault, sessions, clock
        self._renewals = SingleFlight()
        self._not_before: dict[str, float] = {}
        self._unwritten: dict[str, tuple[Secret | None, TokenAnswer, float]] = {}

    async def access_token(self, server: str) -> Secret:
        """A token that should be alive; renewed first when it is due. Raises not_signed_in, sign_in_again …"""
        session = self._sessions.get(server)
        now = self._clock()
        usable = not session.expired(now)
        if not session.due(now) or (usable and 0 < self._not_before.get(server, now) - now <= RETRY_AFTER):
            return session.access
        try:
            return await self.renewed(server, session.access)
        except CompanionError as error:
            if not usable or not says_nothing(error):
                raise
            self._not_before[server] = now + RETRY_AFTER
            return session.access

    async def renewed(self, server: str, stale: Secret) -> Secret:
        """A token other than `stale`; callers with the same stale token share one renewal."""
        begin = partial(_Renewal, partial(self._renew, server, stale))
        key = (server, stale)
        # Started by nobody in particular: a caller who goes away must not tear it between the answer and the write.
        self._renewals.start(_Renewal, key, begin)
        async with self._renewals.share(_Renewal, key, begin) as flight:
            await flight.ended()
            return flight.work.fresh

    async def _renew(self, server: str, stale: Secret) -> Secret:
        async with async_lock(self._vault, lock_name(server)):
            session = self._sessions.get(server)
            if session.access != stale and not session.due(self._clock()):
                return session.access  # another process was here first
            if session.refresh is None:
                self._sessions.mark_ended(server, "it has expired and cannot be renewed")
                return self._sessions.get(server).access  # raises sign_in_again
            async with connect(server) as http:
                return await self._redeem(http, ServerStore(self._vault).get(server), session)

    async def _redeem(self, http: HttpClient, server: Server, session: Session) -> Secret:
        try:
            tokens, received = await self._answered(http, server, session)
        except CompanionError as error:
            if error.name != "grant_rejected":
                raise
            current = self._sessions.get(server.origin)
            if current.access == session.access:  # never clear what somebody else has just stored
                self._sessions.mark_ended(server.origin)
            return self._sessions.get(server.origin).access
        scope = tokens.scope or session.scope
        self._sessions.save(
            server.origin,
            tokens,
            deadlines(received, tokens.lifetime, random.random()),  # noqa: S311 - spreads load, guards nothing
            scope=scope,
            withdrawn=withdrawn(server.wanted, (*session.scope, *session.withdrawn), scope),
            user_info=session.user_info,
            signed_in_at=session.signed_in_at,
            attempt=session.attempt,
        )
        del self._unwritten[server.origin]
        return tokens.access

    async def _answered(
        self, http: HttpClient, server: Server, session: Session
    ) -> tuple[TokenAnswer, float]:
        """The renewed tokens and when they came; an answer that a full disk did not take is not asked for again.

        A server may have ended the old pair with its answer.
        """
        sent, tokens, received = self._unwritten.get(server.origin, (None, None, 0.0))
        if tokens is None or sent != session.refresh:
            tokens = await renew(http, server, session.refresh, session.scope)
            received = self._clock()
            self._unwritten[server.origin] = (session.refresh, tokens, received)
        return tokens, received


class _Renewal:
    """One renewal, and the fresh token for everybody who waits for it."""

    def __init__(self, renew: Callable[[], Awaitable[Secret]]) -> None:
        self._renew = renew
        self.fresh: Secret

    async def run(self) -> None:
        self.fresh = await self._renew()


async def renew(
    http: HttpClient, server: Server, refresh: Secret | None, granted: tuple[str, ...]
) -> TokenAnswer:
    """One renewal, narrowed when more was granted than the user wants. Raises as read_token_answer does.

    The answer always holds a refresh token and a scope: what the server leaves out stays as it was.
    """
    assert refresh is not None  # noqa: S101 - callers look before
    narrowed = (
        tuple(scope for scope in granted if scope in server.wanted)
        if excess(granted, server.wanted)
        else None
    )
    try:
        tokens = await _ask(http, server, refresh, narrowed)
    except ScopeRefusedError:
        if narrowed is None:
            raise
        tokens = await _ask(
            http, server, refresh, None
        )  # a server that won't narrow must not cost the session
        narrowed = None
    return tokens.completed(refresh, narrowed or granted)


async def _ask(
    http: HttpClient, server: Server, refresh: Secret, scope: tuple[str, ...] | None
) -> TokenAnswer:
    response = await http.post(TOKEN_PATH, refresh_form(server, refresh, scope))
    return read_token_answer(server.origin, response.status, response.body)
