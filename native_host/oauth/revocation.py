"""Ending a pair of tokens at the server, its refresh token with it.

Doorkeeper answers 200 to the revocation of an expired access token and leaves the pair alone (TokensController,
`token.revoke if token&.accessible?`): its refresh token would live for ever. Such a pair is renewed first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..wire.errors import CompanionError
from .refresh import renew
from .revoke import REVOKE_PATH, not_revoked, revoke_form

if TYPE_CHECKING:
    from .http_client import HttpClient
    from .server_store import Server
    from .sessions import Session
    from .tokens import TokenAnswer


async def end_pair(
    http: HttpClient, server: Server, pair: Session | TokenAnswer, *, expired: bool
) -> CompanionError | None:
    """None when the server has ended it or never knew it, else why not.

    Raises as Channel and `renew` do; then it may live on.
    """
    access = pair.access
    if expired and pair.refresh is not None:
        try:
            access = (await renew(http, server, pair.refresh, pair.scope or ())).access
        except CompanionError as error:
            if error.name == "grant_rejected":
                return None
            raise
        await http.account(access)  # the first use of a new token ends the pair it replaced
    response = await http.post(REVOKE_PATH, revoke_form(server, access))
    return not_revoked(server.origin, response.status, response.body)
