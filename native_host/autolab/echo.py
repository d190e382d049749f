"""A server may repeat what it was sent. In its refusals nothing secret of that goes any further. Sans-I/O."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .messages import FormBody

if TYPE_CHECKING:
    from .messages import Request, Response, Token

SECRET_FIELDS = frozenset({"client_secret", "code", "code_verifier", "device_code", "refresh_token", "token"})
"""Parameters of the OAuth endpoints that are secret."""
SHORTEST = 8
"""Characters; hiding anything shorter would garble words that have nothing to do with it."""
HIDDEN = b"***"
_OK = range(200, 300)


def unechoed(request: Request, token: Token | None, response: Response) -> Response:
    """The response to `request`; if it is a refusal, without the secrets that were sent."""
    if response.status in _OK:
        return response
    fields = request.body.fields if isinstance(request.body, FormBody) else {}
    sent = [value for name, value in (*fields.items(), *request.query.items()) if name in SECRET_FIELDS]
    if token is not None:
        sent.append(token.reveal())
    body = response.body
    for secret in sent:
        if len(secret) >= SHORTEST:
            body = body.replace(secret.encode("utf-8", "surrogatepass"), HIDDEN)
    return replace(response, body=body)
