"""From a code to a session: exchange, narrow, learn whose it is, keep. Every step is on disk before the next.

A host that dies in between leaves an attempt in state `exchanging`; the next host goes on where it stood.
"""

from __future__ import annotations

import random
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ..vault.async_lock import async_lock
from ..wire.errors import SERVER_KINDS, STORAGE_KINDS, CompanionError
from .attempts import CODE_LIFETIME, EXCHANGING, SIGNED_IN, TOKENS_KEPT, lock_name
from .http_client import connect
from .refresh import renew
from .revocation import end_pair
from .scopes import excess, withdrawn
from .session_store import SET_BACK
from .session_store import lock_name as session_lock
from .tokens import TOKEN_PATH, TokenAnswer, deadlines, exchange_form, read_token_answer

if TYPE_CHECKING:
    from .attempts import Attempt, AttemptStore
    from .http_client import HttpClient
    from .resources import Resources
    from .server_store import Server
    from .session_store import Session


class CodeExchange:
    """Brings attempts with a code to their end."""

    def __init__(self, resources: Resources, attempts: AttemptStore) -> None:
        self._vault, self._servers, self._sessions = resources.vault, resources.servers, resources.sessions
        self._attempts, self._clock = attempts, resources.clock

    async def complete(self, attempt_id: str) -> Attempt:
        """The attempt as it ended. Raises why it failed; it is then over, unless the failure may pass.

        What may pass (the network, a failing server, a full disk) leaves it `exchanging`, to be settled again.
        """
        async with async_lock(self._vault, lock_name(attempt_id)):
            attempt = self._attempts.get(attempt_id)
            if attempt.state != EXCHANGING:
                return attempt
            try:
                server = self._servers.get(attempt.server)
                async with connect(server.origin) as http:
                    await self._brought_home(http, server, attempt)
            except CompanionError as error:
                if not self._may_pass(error, attempt):
                    self._attempts.fail(attempt, error)
                raise
            return attempt

    def kept(self, attempt: Attempt) -> bool:
        """Whether its session is on disk already; a host may have died between that write and the attempt's."""
        session = self._sessions.find(attempt.server)
        return session is not None and session.attempt == attempt.id

    async def give_back(self, origin: str, tokens: dict[str, Any] | None) -> None:
        """End the tokens of an attempt that was cancelled with tokens in hand, if the server can be reached."""
        if tokens is None:
            return
        with suppress(CompanionError):
            async with connect(origin) as http:
                await self._end_in_hand(http, self._servers.get(origin), tokens)

    def _may_pass(self, error: CompanionError, attempt: Attempt) -> bool:
        if error.kind not in SERVER_KINDS:
            return error.kind in STORAGE_KINDS
        if (
            attempt.tokens is not None and error.kind == "answer"
        ):  # the server is there: not waited out for long
            age: float = self._clock() - attempt.tokens["received_at"]
            return -SET_BACK <= age < CODE_LIFETIME
        return self._attempts.left(attempt) > 0

    async def _brought_home(self, http: HttpClient, server: Server, attempt: Attempt) -> None:
        if self.kept(attempt):
            self._attempts.close(attempt, SIGNED_IN)
            return
        try:
            await self._steps(http, server, attempt)
        except CompanionError as error:
            if attempt.tokens is not None and not self._may_pass(error, attempt):
                await self._end_in_hand(http, server, attempt.tokens)
            raise

    async def _steps(self, http: HttpClient, server: Server, attempt: Attempt) -> None:
        if attempt.tokens is None:
            await self._exchange(http, server, attempt)
        tokens = TokenAnswer.from_record(attempt.tokens or {})
        if excess(tokens.scope or (), server.wanted) or self._stale(attempt):
            tokens = await self._renewed(http, server, attempt, tokens)
        user_info = await http.user_info(tokens.access)
        await self._keep(http, server, attempt, user_info)

    async def _exchange(self, http: HttpClient, server: Server, attempt: Attempt) -> None:
        assert attempt.code is not None  # noqa: S101 - an attempt is exchanging because it has a code
        form = exchange_form(server, attempt.code, attempt.redirect_uri, attempt.verifier)
        response = await http.post(TOKEN_PATH, form)
        tokens = read_token_answer(server.origin, response.status, response.body)
        attempt.code = attempt.verifier = None
        attempt.expires_at = self._clock() + TOKENS_KEPT  # a renewal gives no further week
        self._remember(attempt, tokens.completed(None, tuple(attempt.scopes)))

    async def _end_in_hand(self, http: HttpClient, server: Server, tokens: dict[str, Any]) -> None:
        pair = TokenAnswer.from_record(tokens)
        await _end_quietly(http, server, pair, expired=self._expired(tokens))

    def _stale(self, attempt: Attempt) -> bool:
        """Whether the tokens in hand have expired: their host died, and the next one came only now."""
        return self._expired(attempt.tokens or {})

    def _expired(self, record: dict[str, Any]) -> bool:
        """By the wall clock, which may have been set since: then they are renewed, which does no harm."""
        age = self._clock() - record["received_at"]
        return record["lifetime"] is not None and not -SET_BACK < age < record["lifetime"]

    async def _renewed(
        self, http: HttpClient, server: Server, attempt: Attempt, tokens: TokenAnswer
    ) -> TokenAnswer:
        """The device flow grants all the client has; what the user did not want is given back at once."""
        if tokens.refresh is None:
            return tokens
        try:
            renewed = await renew(http, server, tokens.refresh, tokens.scope or ())
        except CompanionError:
            if self._stale(attempt):
                raise
            return tokens  # what was granted works too, and the next renewal tries again
        self._remember(attempt, renewed)
        return renewed

    def _remember(self, attempt: Attempt, tokens: TokenAnswer) -> None:
        attempt.tokens = {**tokens.as_record(), "received_at": self._clock()}
        self._attempts.save(attempt)

    async def _keep(
        self, http: HttpClient, server: Server, attempt: Attempt, user_info: dict[str, Any]
    ) -> None:
        record = attempt.tokens or {}
        tokens = TokenAnswer.from_record(record)
        # A device code stands for all that the application may have, so what is lacking is not the user's to grant.
        given = server.wanted if attempt.way == "device" else ()
        async with async_lock(self._vault, session_lock(server.origin)):
            before = self._sessions.find(server.origin)
            self._sessions.save(
                server.origin,
                tokens,
                deadlines(record["received_at"], tokens.lifetime, random.random()),  # noqa: S311 - spreads load
                scope=tokens.scope or (),
                withdrawn=withdrawn(server.wanted, given, tokens.scope or ()),
                user_info=user_info,
                signed_in_at=self._clock(),
                attempt=attempt.id,
            )
            self._attempts.close(attempt, SIGNED_IN)
        if before is not None and before.access != tokens.access:
            await _end_quietly(http, server, before, expired=before.may_be_expired(self._clock()))
        self._sessions.notify(server.origin, signed_in=True, reason="signed_in")


async def _end_quietly(
    http: HttpClient, server: Server, pair: Session | TokenAnswer, *, expired: bool
) -> None:
    """Ends tokens that nobody will use; nothing depends on it."""
    with suppress(CompanionError):
        await end_pair(http, server, pair, expired=expired)
