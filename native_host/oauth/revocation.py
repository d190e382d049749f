"""Token revocation (RFC 7009) as Doorkeeper does it: an access token ends, and its refresh token with it.

Doorkeeper answers 200 to the revocation of an expired access token and leaves the pair alone (TokensController,
`token.revoke if token&.accessible?`): its refresh token would stay valid for ever. Such a pair is renewed first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from authlib.oauth2.rfc7009 import prepare_revoke_token_request

from ..wire.errors import CompanionError
from .refresh import renew
from .responses import error_text, json_object, unexpected
from .tokens import client_form

if TYPE_CHECKING:
    from .http_client import HttpClient
    from .secret import Secret
    from .server_store import Server
    from .session_store import Session
    from .tokens import Form, TokenAnswer

REVOKE_PATH = "/oauth/revoke"
AUTHORIZED_PAGE = "/oauth/authorized_applications"
"""Where the user can end the access themselves when we could not."""
_OK = 200


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
        await http.user_info(access)  # the first use of a new token ends the pair it replaced
    response = await http.post(REVOKE_PATH, _revoke_form(server, access))
    return _not_revoked(server.origin, response.status, response.body)


def _revoke_form(server: Server, token: Secret) -> Form:
    """The body that ends a token; its pair ends with it. Doorkeeper wants the client's credentials too."""
    body, _headers = prepare_revoke_token_request(token.reveal())
    return dict(parse_qsl(body)) | client_form(server)


def _not_revoked(server: str, status: int, body: bytes) -> CompanionError | None:
    """None when the server has ended the token (or never knew it), else why not."""
    if status == _OK:
        return None
    why = unexpected(server, status, "revocation refused")
    why.server_said = error_text(json_object(body))
    return why
