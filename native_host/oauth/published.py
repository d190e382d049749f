"""The deployment file that a university publishes on its Autolab server, at an address that everybody knows.

Nobody asks for it unless a user wants to set up that server. A server can publish only itself: whoever trusts it with a
sign-in trusts it with that, and with nothing about others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .deployment import read_deployment
from .responses import json_object

if TYPE_CHECKING:
    from .http_client import HttpClient
    from .server_store import Server

PATH = "/.well-known/autolab-companion.json"
"""RFC 8615 says where; what the file holds, deployment.schema.json."""
_FOUND = 200


async def published_server(http: HttpClient) -> Server | None:
    """The server as it publishes itself; None if it does not. Raises deployment_invalid and network errors.

    Autolab answers any address, in production even with status 200, so what is no JSON object is no file.
    """
    answer = await http.get(PATH)
    value = json_object(answer.body) if answer.status == _FOUND else {}
    if not value:
        return None
    return next((server for server in read_deployment(value) if server.origin == http.server), None)
