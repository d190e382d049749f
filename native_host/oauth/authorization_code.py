"""Authorization code grant (RFC 6749 section 4.1) with state and PKCE S256 (RFC 7636), without I/O.

Autolab ignores PKCE today; it is sent for the day it does not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from authlib.common.security import generate_token
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from ..wire.errors import CompanionError
from .responses import error_text
from .secret import Secret

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..wire.error_names import ErrorName
    from .server_store import Server

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
NATIVE_PAGE = "/oauth/authorize/native"
"""Where Autolab shows the code of an out-of-band grant, as a query parameter; `state` is dropped there."""
MAX_URL = 4096
MAX_CODE = 1024
_STATE_LENGTH = 43
_VERIFIER_LENGTH = 64

# RFC 6749 section 4.1.2.1; whatever is not named here is grant_rejected.
_REFUSALS: dict[str, ErrorName] = {
    "access_denied": "access_denied",
    "unauthorized_client": "client_rejected",
    "invalid_client": "client_rejected",
    "server_error": "server_failed",
    "temporarily_unavailable": "server_failed",
}
# Each stands for an HTTP status that a redirect cannot carry (same section).
_STATUS: dict[str, int] = {"server_error": 500, "temporarily_unavailable": 503}


@dataclass(frozen=True)
class AuthorizationRequest:
    """What to open, and what must be kept to recognise and redeem the answer."""

    url: str = field(repr=False)
    state: Secret
    verifier: Secret


def begin(server: Server, redirect_uri: str, scopes: Sequence[str]) -> AuthorizationRequest:
    """A fresh authorization request. The URL carries no secret but the state, which lives for one answer."""
    state = Secret(generate_token(_STATE_LENGTH))
    verifier = Secret(generate_token(_VERIFIER_LENGTH))
    url = prepare_grant_uri(
        f"{server.origin}/oauth/authorize",
        client_id=server.client_id,
        response_type="code",
        redirect_uri=redirect_uri,
        scope=list(scopes),
        state=state.reveal(),
        code_challenge=create_s256_code_challenge(verifier.reveal()),
        code_challenge_method="S256",
    )
    return AuthorizationRequest(url, state, verifier)


def code_from_redirect(server: str, redirect_uri: str, state: Secret, url: str) -> Secret:
    """The code in an authorization response.

    Raises state_mismatch unless the URL is exactly the redirect address with our state, once; that answer is
    somebody else's and must not end the attempt. Raises access_denied, grant_rejected … when the server refused.
    """
    answer = _answer_at(redirect_uri, url)
    if Secret(answer.get("state", "")) != state:
        raise CompanionError("state_mismatch")
    if "error" in answer:
        error = answer["error"]
        raise CompanionError(
            _REFUSALS.get(error, "grant_rejected"),
            server=server,
            status=_STATUS.get(error),
            server_said=error_text(answer),
        )
    return _code(answer.get("code", ""))


def code_from_native_page(server: str, url: str) -> Secret:
    """The code on Autolab's out-of-band page, given the page's address. Raises state_mismatch."""
    return _code(_answer_at(server + NATIVE_PAGE, url).get("code", ""))


def _answer_at(address: str, url: str) -> dict[str, str]:
    """The query of `url` if it is at `address` and names nothing twice. Raises state_mismatch."""
    try:
        if len(url) > MAX_URL:
            raise ValueError
        got, expected = urlsplit(url), urlsplit(address)
        if (got.scheme, got.netloc, got.path) != (expected.scheme, expected.netloc, expected.path):
            raise ValueError
        pairs = parse_qsl(got.query, keep_blank_values=True, max_num_fields=20)
    except ValueError:
        raise CompanionError(
            "state_mismatch"
        ) from None  # the cause's text may quote the URL, which holds a code
    answer = dict(pairs)
    if len(answer) != len(pairs):
        raise CompanionError("state_mismatch")
    return answer


def _code(text: str) -> Secret:
    if not (1 <= len(text) <= MAX_CODE and text.isascii() and text.isprintable() and " " not in text):
        raise CompanionError("state_mismatch")
    return Secret(text)
