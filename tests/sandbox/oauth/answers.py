"""Doorkeeper's error words and the shape of its answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..rails import json_answer

if TYPE_CHECKING:
    from aiohttp import web

WORDS = {
    "invalid_request": "Missing required parameter: {detail}.",
    "invalid_redirect_uri": ("The requested redirect uri is malformed or doesn't match client redirect URI."),
    "invalid_client": (
        "Client authentication failed due to unknown client, no client authentication included, "
        "or unsupported authentication method."
    ),
    "invalid_grant": (
        "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI "
        "used in the authorization request, or was issued to another client."
    ),
    "invalid_scope": "The requested scope is invalid, unknown, or malformed.",
    "unsupported_grant_type": "The authorization grant type is not supported by the authorization server.",
    "unsupported_response_type": "The authorization server does not support this response type.",
    "access_denied": "The resource owner or authorization server denied the request.",
}

NO_STORE = {"Cache-Control": "no-store"}


def challenge(error: str, description: str) -> str:
    """The WWW-Authenticate value; Doorkeeper sends it even with a 400."""
    return f'Bearer realm="Doorkeeper", error="{error}", error_description="{description}"'


def refusal(error: str, detail: str = "") -> web.Response:
    """An error of the token endpoint."""
    words = WORDS[error].format(detail=detail)
    headers = {**NO_STORE, "WWW-Authenticate": challenge(error, words)}
    body = {"error": error, "error_description": words}
    return json_answer(body, 401 if error == "invalid_client" else 400, headers)
