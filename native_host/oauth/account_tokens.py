"""The tokens of one account: its requests never go out as somebody else's, whoever has signed in since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..wire.errors import CompanionError

if TYPE_CHECKING:
    from ..autolab.http_messages import Token
    from .secret import Secret
    from .sessions import Sessions


class AccountTokens:
    """What `sessions` has for `account`, its e-mail address. Implements what the Autolab client needs of tokens.

    Raises cancelled once another account is signed in, besides what the sessions raise.
    """

    def __init__(self, sessions: Sessions, account: str | None) -> None:
        self._sessions, self._account = sessions, account

    async def access_token(self, server: str) -> Secret:
        """A token that should be alive."""
        return self._own(server, await self._sessions.access_token(server))

    async def refresh_after(self, server: str, rejected: Token) -> Secret:
        """Another token than `rejected`, which the server has refused with 401."""
        return self._own(server, await self._sessions.refresh_after(server, rejected))

    def _own(self, server: str, token: Secret) -> Secret:
        if self._sessions.account(server) != self._account:
            raise CompanionError("cancelled")
        return token
