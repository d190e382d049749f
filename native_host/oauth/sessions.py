"""The sessions of this data folder with tokens that are alive: renewed when they are due, by one host at a time.

Usage:

    session = sessions.require("https://autolab.example.edu", "user_scores")  # raises not_signed_in, scope_missing …
    token = await sessions.access_token(session.server)  # renewed first if it is about to expire
    other = await sessions.refresh_after(session.server, token)  # the server has answered 401
"""

from __future__ import annotations

from ..wire.errors import CompanionError
from .secret import Secret
from .session_store import SessionStore

TYPE_CHECKING = False  # the dispatcher asks for the session beside the first reply
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..autolab.http_messages import Token
    from ..vault.vault import Vault
    from .refresh import Refresher


class Sessions(SessionStore):
    """A TokenSource of the Autolab client for whoever is signed in. Tokens are to be had on the engine's loop alone."""

    def __init__(self, vault: Vault, clock: Callable[[], float]) -> None:
        super().__init__(vault, clock)
        self._refresher: Refresher | None = None

    async def access_token(self, server: str) -> Secret:
        """A token that should be alive, renewed when it is about to expire. Raises what `get` and a refresh raise."""
        return await self._refreshing().access_token(server)

    async def refresh_after(self, server: str, rejected: Token) -> Secret:
        """Another token than `rejected`, which the server has refused with 401. Raises sign_in_again …"""
        return await self._refreshing().renewed(server, Secret(rejected.reveal()))

    def _refreshing(self) -> Refresher:
        if self._refresher is None:
            from .refresh import Refresher

            self._refresher = Refresher(self._vault, self, self._clock)
        return self._refresher


class AccountTokens:
    """A TokenSource for one account, by its e-mail address: no request of theirs goes out as somebody else's.

    Raises cancelled once another account is signed in, besides what the sessions raise.
    """

    def __init__(self, sessions: Sessions, email: str | None) -> None:
        self._sessions, self._email = sessions, email

    async def access_token(self, server: str) -> Secret:
        """See Sessions."""
        return self._own(server, await self._sessions.access_token(server))

    async def refresh_after(self, server: str, rejected: Token) -> Secret:
        """See Sessions."""
        return self._own(server, await self._sessions.refresh_after(server, rejected))

    def _own(self, server: str, token: Secret) -> Secret:
        if self._sessions.email(server) != self._email:
            raise CompanionError("cancelled")
        return token
