"""Token revocation (RFC 7009) as Doorkeeper does it, without I/O."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from authlib.oauth2.rfc7009 import prepare_revoke_token_request

from .responses import error_text, json_object, unexpected
from .tokens import client_form

if TYPE_CHECKING:
    from ..wire.errors import CompanionError
    from .secret import Secret
    from .server_store import Server
    from .tokens import Form

REVOKE_PATH = "/oauth/revoke"
AUTHORIZED_PAGE = "/oauth/authorized_applications"
"""Where the user can end the access themselves when we could not."""
_OK = 200


def revoke_form(server: Server, token: Secret) -> Form:
    """The body that ends a token; its pair ends with it. Doorkeeper wants the client's credentials too."""
    body, _headers = prepare_revoke_token_request(token.reveal())
    return dict(parse_qsl(body)) | client_form(server)


def not_revoked(server: str, status: int, body: bytes) -> CompanionError | None:
    """None when the server has ended the token (or never knew it), else why not."""
    if status == _OK:
        return None
    why = unexpected(server, status, "revocation refused")
    why.server_said = error_text(json_object(body))
    return why
