"""What is asked of a server before a browser is sent there: is it an Autolab, and are the client id and secret right?

With a wrong client Autolab ends the authorization on an error page that never comes back; the token endpoint, asked
to redeem a code that cannot exist, refuses the client before it looks at the code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..autolab.endpoints.user import user
from ..wire.errors import CompanionError
from .authorization_code import OUT_OF_BAND
from .responses import json_object
from .secret import Secret
from .tokens import TOKEN_PATH, exchange_form, read_token_answer

if TYPE_CHECKING:
    from ..autolab.http_messages import HttpResponse
    from .http_client import HttpClient
    from .server_store import Server

_UNAUTHORIZED = 401
_NO_CODE = Secret("companion-checks-its-client")


async def require_autolab(http: HttpClient) -> HttpResponse:
    """Its refusal of a request without a token, in Autolab's own words. Raises not_autolab for anything else."""
    response = await http.get(user().request.path)
    if (
        response.status == _UNAUTHORIZED
        and json_object(response.body).get("error") == "OAuth2 authorization failed"
    ):
        return response
    if response.status >= 500:  # noqa: PLR2004 - it may be an Autolab that is down
        raise CompanionError("server_failed", server=http.server, status=response.status)
    raise CompanionError("not_autolab", server=http.server)


async def require_client(http: HttpClient, server: Server) -> None:
    """Raises client_rejected; any other answer says nothing against the client. Raises network errors."""
    form = exchange_form(server, _NO_CODE, OUT_OF_BAND, None)
    response = await http.post(TOKEN_PATH, form)
    try:
        read_token_answer(server.origin, response.status, response.body)
    except CompanionError as error:
        if error.name == "client_rejected":
            raise
