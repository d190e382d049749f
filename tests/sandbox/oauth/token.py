"""POST /oauth/token, POST /oauth/revoke, GET /oauth/token/info."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..rails import json_answer
from . import store
from .answers import NO_STORE, challenge, refusal
from .clients import authenticated, credentials
from .redirects import matches

if TYPE_CHECKING:
    from aiohttp import web

    from ..call import Call
    from .records import AccessToken


async def token(call: Call) -> web.Response:
    """Exchange a code or a refresh token."""
    kind = call.params.text("grant_type")
    if not kind:
        return refusal("invalid_request", "grant_type")
    if kind == "authorization_code":
        return _exchange(call)
    return _refresh(call) if kind == "refresh_token" else refusal("unsupported_grant_type")


def _exchange(call: Call) -> web.Response:
    state, params = call.state, call.params
    code, redirect_uri = params.text("code"), params.text("redirect_uri")
    if not code:
        return refusal("invalid_request", "code")
    if not redirect_uri:
        return refusal("invalid_request", "redirect_uri")
    application = authenticated(state, credentials(call.request, params))
    if application is None:
        return refusal("invalid_client")
    grant = state.grants.get(code)
    if grant is None or not store.grant_usable(state, grant, application):
        return refusal("invalid_grant")
    if not matches(redirect_uri, grant.redirect_uri):
        return refusal("invalid_grant")
    grant.revoked = True
    seconds = call.box.token_seconds
    return _granted(store.issue_token(state, application, grant.user_id, grant.scopes, expires_in=seconds))


def _refresh(call: Call) -> web.Response:
    state, params = call.state, call.params
    value = params.text("refresh_token")
    if not value:
        return refusal("invalid_request", "refresh_token")
    old = store.by_refresh(state, value)
    if old is None or old.revoked:
        return refusal("invalid_grant")
    shown = credentials(call.request, params)
    application = authenticated(state, shown)
    if shown is not None and application is None:
        return refusal("invalid_client")
    if application is not old.application:
        return refusal("invalid_grant")
    wanted = tuple(params.text("scope").split())
    if not set(wanted) <= set(old.scopes):
        return refusal("invalid_scope")
    wanted = wanted or store.narrowed(old)
    seconds = call.box.token_seconds
    new = store.issue_token(
        state, application, old.user_id, wanted, previous_refresh_token=value, expires_in=seconds
    )
    return _granted(new)


def _granted(token: AccessToken) -> web.Response:
    body = {
        "access_token": token.token,
        "token_type": "Bearer",
        "expires_in": token.expires_in,
        "refresh_token": token.refresh_token,
        "scope": " ".join(token.scopes),
        "created_at": int(token.created_at),
    }
    return json_answer(body, headers=NO_STORE)


async def revoke(call: Call) -> web.Response:
    """RFC 7009 as Doorkeeper does it: the client first, then 200 for anything but somebody else's token."""
    client = authenticated(call.state, credentials(call.request, call.params))
    value = call.params.text("token")
    found = store.by_access(call.state, value) or store.by_refresh(call.state, value) if value else None
    if client is None or (found is not None and not store.may_revoke(client, found)):
        words = "You are not authorized to revoke this token"
        return json_answer({"error": "unauthorized_client", "error_description": words}, 403)
    if found is not None:
        store.revoke(call.state, found)
    return json_answer({})


async def info(call: Call) -> web.Response:
    """What a token is good for."""
    found = store.authenticate(call.state, call.token_value() or "")
    if found is None or store.trouble_with(call.state, found):
        words = "The access token is invalid"
        body = {"error": "invalid_token", "error_description": words, "state": "unauthorized"}
        return json_answer(body, 401, {**NO_STORE, "WWW-Authenticate": challenge("invalid_token", words)})
    left = round(found.created_at + found.expires_in - call.state.clock.time())
    return json_answer(
        {
            "resource_owner_id": found.user_id,
            "scope": list(found.scopes),
            "expires_in": max(left, 0),
            "application": {"uid": found.application.uid},
            "created_at": int(found.created_at),
        }
    )
