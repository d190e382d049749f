"""Issue, find, refresh and revoke: Doorkeeper's rules, with its deferred revocation on refresh."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from .records import GRANT_SECONDS, TOKEN_SECONDS, AccessToken, Application, Grant

if TYPE_CHECKING:
    from ..state import State


def issue_grant(
    state: State, application: Application, user_id: int, redirect_uri: str, scopes: tuple[str, ...]
) -> Grant:
    """A fresh authorization code."""
    code = state.secret("code", secrets.token_urlsafe(32))
    grant = Grant(code, application, user_id, redirect_uri, scopes, state.clock.time())
    state.grants[code] = grant
    return grant


def grant_usable(state: State, grant: Grant | None, application: Application) -> bool:
    """Known, this client's, unused and younger than ten minutes."""
    if grant is None or grant.revoked or grant.application is not application:
        return False
    return state.clock.time() <= grant.created_at + GRANT_SECONDS


def issue_token(
    state: State,
    application: Application,
    user_id: int,
    scopes: tuple[str, ...],
    *,
    previous_refresh_token: str = "",
    expires_in: int = TOKEN_SECONDS,
) -> AccessToken:
    """A fresh access and refresh token."""
    token = AccessToken(
        state.secret("access_token", secrets.token_urlsafe(32)),
        state.secret("refresh_token", secrets.token_urlsafe(32)),
        application,
        user_id,
        scopes,
        state.clock.time(),
        expires_in=expires_in,
        previous_refresh_token=previous_refresh_token,
    )
    state.tokens.append(token)
    return token


def narrowed(old: AccessToken) -> tuple[str, ...]:
    """The scopes of a renewal that names none: what the application may still have of them.

    doorkeeper/oauth/base_request.rb, `build_scopes`. A renewal that does name scopes is measured by the token alone.
    """
    allowed = old.application.scopes
    return tuple(scope for scope in old.scopes if scope in allowed) if allowed else old.scopes


def delete_application(state: State, application: Application) -> None:
    """What an administrator's "Destroy" does: its grants and tokens go with it (doorkeeper/models/application.rb)."""
    del state.applications[application.uid]
    state.tokens[:] = [token for token in state.tokens if token.application is not application]
    for code in [code for code, grant in state.grants.items() if grant.application is application]:
        del state.grants[code]


def by_access(state: State, value: str) -> AccessToken | None:
    """The row of an access token, whatever its condition."""
    return next((t for t in reversed(state.tokens) if t.token == value), None)


def by_refresh(state: State, value: str) -> AccessToken | None:
    """The row of a refresh token, whatever its condition."""
    return next((t for t in reversed(state.tokens) if t.refresh_token == value), None)


def authenticate(state: State, value: str) -> AccessToken | None:
    """Find by access token; its first use revokes the pair it replaced."""
    token = by_access(state, value)
    if token is not None and token.previous_refresh_token:
        replaced = by_refresh(state, token.previous_refresh_token)
        if replaced is not None:
            replaced.revoked = True
        token.previous_refresh_token = ""
    return token


def trouble_with(state: State, token: AccessToken | None) -> str | None:
    """The words only the WWW-Authenticate header tells; None if the token is good."""
    if token is None:
        return "The access token is invalid"
    if token.revoked:
        return "The access token was revoked"
    return "The access token expired" if token.expired(state.clock.time()) else None


def consent_given(state: State, application: Application, user_id: int, scopes: tuple[str, ...]) -> bool:
    """Any unrevoked token with exactly these scopes will do, even an expired one; a public client always asks."""
    return application.confidential and any(
        not t.revoked
        and t.application is application
        and t.user_id == user_id
        and set(t.scopes) == set(scopes)
        for t in state.tokens
    )


def may_revoke(application: Application, token: AccessToken) -> bool:
    """A confidential client's token is its own affair; that of a public one any authenticated client may end."""
    return application is token.application or not token.application.confidential


def revoke(state: State, token: AccessToken) -> None:
    """Ends a living pair. One whose access token has expired stays: its refresh token goes on working."""
    if not token.expired(state.clock.time()):
        token.revoked = True


def revoke_all(state: State, application: Application, user_id: int) -> None:
    """What the user's "Revoke" button does."""
    for token in state.tokens:
        if token.application is application and token.user_id == user_id:
            token.revoked = True
    for grant in state.grants.values():
        if grant.application is application and grant.user_id == user_id:
            grant.revoked = True
