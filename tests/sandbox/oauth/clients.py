"""Who is calling the token endpoint: Doorkeeper's client authentication."""

from __future__ import annotations

import base64
import hmac
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from aiohttp import web

    from ..params import Params
    from ..state import State
    from .records import Application


class Credentials(NamedTuple):
    """What the client showed; blank without an id."""

    uid: str
    secret: str


def credentials(request: web.Request, params: Params) -> Credentials | None:
    """From HTTP Basic, else from the parameters."""
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            uid, _, secret = base64.b64decode(encoded).decode("utf-8", "replace").partition(":")
        except ValueError:  # not base64, or not even ASCII
            uid = secret = ""
        if uid:
            return Credentials(uid, secret)
    uid = params.text("client_id")
    return Credentials(uid, params.text("client_secret")) if uid else None


def authenticated(state: State, shown: Credentials | None) -> Application | None:
    """A public client needs no secret, but a wrong one is refused all the same."""
    application = state.applications.get(shown.uid) if shown else None
    if application is None or shown is None:
        return None
    if not shown.secret and not application.confidential:
        return application
    matches = hmac.compare_digest(shown.secret.encode(), application.secret.encode())
    return application if matches else None
