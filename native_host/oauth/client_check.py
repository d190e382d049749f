"""Are the client id and secret right? Asked before a browser is sent anywhere.

With a wrong client Autolab ends the authorization on an error page that never comes back; the token endpoint, asked
to redeem a code that cannot exist, refuses the client before it looks at the code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..wire.errors import CompanionError
from .authorization_code import OUT_OF_BAND
from .secret import Secret
from .tokens import TOKEN_PATH, exchange_form, read_token_answer

if TYPE_CHECKING:
    from .http_client import HttpClient
    from .server_store import Server

_NO_CODE = Secret("companion-checks-its-client")


async def require_client(http: HttpClient, server: Server) -> None:
    """Raises client_rejected; any other answer says nothing against the client. Raises network errors."""
    form = exchange_form(server, _NO_CODE, OUT_OF_BAND, None)
    response = await http.post(TOKEN_PATH, form)
    try:
        read_token_answer(server.origin, response.status, response.body)
    except CompanionError as error:
        if error.name == "client_rejected":
            raise
