"""The token endpoint (RFC 6749 sections 4.1.3, 5 and 6) without I/O: what to send, what came back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from authlib.oauth2.rfc6749.parameters import prepare_token_request

from ..timestamps import DAY
from ..wire.errors import CompanionError
from .responses import error_text, json_object, text_of, unexpected
from .secret import Secret, unwrap, wrap

if TYPE_CHECKING:
    from typing import Any

    from ..wire.error_names import ErrorName
    from .server_store import Server

    Form = dict[str, str]

TOKEN_PATH = "/oauth/token"  # noqa: S105 - a path
MAX_TOKEN = 4096
MAX_LIFETIME = int(31 * DAY)
"""Seconds; a longer lifetime is cut to this. Autolab says 7200."""
MAX_SKEW = 300.0
"""Seconds before expiry at which a refresh may start; never more than a quarter of the token's lifetime."""
_OK = 200

# RFC 6749 section 5.2. unauthorized_client is a client that may not use this grant.
_REFUSALS: dict[str, ErrorName] = {
    "invalid_client": "client_rejected",
    "unauthorized_client": "client_rejected",
    "unsupported_grant_type": "client_rejected",
    "invalid_grant": "grant_rejected",
    "invalid_scope": "grant_rejected",
}


class ScopeRefusedError(CompanionError):
    """The server will not give the scope asked for; the grant itself may be good."""


@dataclass(frozen=True)
class TokenAnswer:
    """A token answer, read. `scope` None: the server did not say, so it is what was asked for (section 5.1)."""

    access: Secret
    refresh: Secret | None
    lifetime: int | None
    scope: tuple[str, ...] | None

    def completed(self, refresh: Secret | None, scope: tuple[str, ...]) -> TokenAnswer:
        """With what the server left out: the refresh token used (section 6), the scope asked for (section 5.1)."""
        return replace(
            self, refresh=self.refresh or refresh, scope=scope if self.scope is None else self.scope
        )

    def as_record(self) -> dict[str, Any]:
        """For a sealed record."""
        return {
            "access": self.access.reveal(),
            "refresh": unwrap(self.refresh),
            "lifetime": self.lifetime,
            "scope": None if self.scope is None else list(self.scope),
        }

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> TokenAnswer:
        """The opposite of as_record."""
        scope = record["scope"]
        return cls(
            Secret(record["access"]),
            wrap(record["refresh"]),
            record["lifetime"],
            None if scope is None else tuple(scope),
        )


def client_form(server: Server) -> Form:
    """The client's credentials as form fields; a client without a secret sends its id alone."""
    secret = {"client_secret": server.client_secret.reveal()} if server.client_secret else {}
    return {"client_id": server.client_id, **secret}


def exchange_form(server: Server, code: Secret, redirect_uri: str, verifier: Secret | None) -> Form:
    """The body that turns a code into tokens."""
    body = prepare_token_request(
        "authorization_code", redirect_uri=redirect_uri, code=code.reveal(), code_verifier=unwrap(verifier)
    )
    return dict(parse_qsl(body)) | client_form(server)


def refresh_form(server: Server, refresh: Secret, scope: tuple[str, ...] | None) -> Form:
    """The body that renews tokens; `scope` narrows the grant (section 6: it can't widen it)."""
    narrowed = {"scope": list(scope)} if scope else {}
    body = prepare_token_request("refresh_token", refresh_token=refresh.reveal(), **narrowed)
    return dict(parse_qsl(body)) | client_form(server)


def read_token_answer(server: str, status: int, body: bytes) -> TokenAnswer:
    """The tokens. Raises client_rejected, grant_rejected, throttled, server_failed, answer_unexpected."""
    answer = json_object(body)
    if status != _OK:
        raise refusal(server, status, answer)
    access = text_of(answer, "access_token", MAX_TOKEN)
    kind = answer.get("token_type", "")
    if access is None or not isinstance(kind, str) or kind.lower() != "bearer":
        raise unexpected(server, status, "no bearer token in the token answer")
    return TokenAnswer(
        access=Secret(access),
        refresh=wrap(text_of(answer, "refresh_token", MAX_TOKEN)),
        lifetime=_lifetime(answer.get("expires_in")),
        scope=_scope(answer.get("scope")),
    )


def refusal(server: str, status: int, answer: dict[str, Any]) -> CompanionError:
    """What a refusal of the token endpoint means."""
    error = answer.get("error")
    name = _REFUSALS.get(error) if isinstance(error, str) else None
    if name is None:
        return unexpected(server, status, "the token endpoint refused")
    kind = ScopeRefusedError if error == "invalid_scope" else CompanionError
    return kind(name, server=server, server_said=error_text(answer))


def deadlines(received: float, lifetime: int | None, draw: float) -> tuple[float | None, float | None]:
    """(expires_at, refresh_at) by our own clock, so that the server's may be wrong; None: only a 401 will show.

    `draw` in [0, 1) spreads the refreshes of clients that signed in together.
    """
    if lifetime is None:
        return None, None
    skew = min(MAX_SKEW, lifetime / 4) * (0.5 + draw / 2)
    return received + lifetime, received + lifetime - skew


def _lifetime(value: object) -> int | None:
    """expires_in as seconds. An absent or absurd one is None: believing it would refresh at every request."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 20:  # noqa: PLR2004 - any 64-bit number
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1 <= value < float("inf"):
        return None
    return int(min(value, MAX_LIFETIME))


def _scope(value: object) -> tuple[str, ...] | None:
    words = value.split() if isinstance(value, str) else value
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        return None
    return tuple(words[:50])
