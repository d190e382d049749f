"""One request on its way through a handler: its parameters, session and signed-in user."""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from typing import TYPE_CHECKING

from .clock import EASTERN, zone_named
from .state import Session

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from aiohttp import web

    from .box import Sandbox
    from .models import User
    from .params import Params
    from .state import State

COOKIE = "_autolab3_session"
CSRF_BYTES = 32


class Call:
    """What every handler gets."""

    def __init__(self, box: Sandbox, request: web.Request, params: Params) -> None:
        self.box = box
        self.state: State = box.state
        self.request = request
        self.params = params
        self._session: Session | None = None

    @property
    def root(self) -> str:
        """Scheme and host as the client sees them, proxies included; every generated address begins so."""
        headers = self.request.headers
        scheme = headers.get("X-Forwarded-Proto", "http").split(",")[0].strip()
        host = headers.get("X-Forwarded-Host", self.request.host).split(",")[-1].strip()
        return f"{scheme}://{host}"

    def path_name(self, name: str) -> str:
        """A segment of the address."""
        return self.request.match_info[name]

    def token_value(self) -> str | None:
        """The access token: header first, then the two parameter names Doorkeeper knows."""
        scheme, _, value = self.request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer" and value.strip():
            return value.strip()
        for name in ("access_token", "bearer_token"):
            if self.params.get(name):
                return self.params.text(name)
        return None

    # The browser's session

    @property
    def session(self) -> Session:
        """The visit this cookie belongs to, or a new one."""
        if self._session is None:
            known = self.state.sessions.get(self.request.cookies.get(COOKIE, ""))
            self._session = known or self.new_session()
        return self._session

    @property
    def touched_session(self) -> Session | None:
        """The session if this request used one; its cookie is set again on the answer."""
        return self._session

    def new_session(self) -> Session:
        """Replace the session (sign-in and sign-out do, against fixation)."""
        session = Session(secrets.token_urlsafe(24), secrets.token_bytes(CSRF_BYTES))
        self.state.sessions[session.id] = session
        self._session = session
        return session

    @property
    def user(self) -> User | None:
        """Who is signed in on these pages."""
        found = self.session.user_id
        return self.state.users.get(found) if found is not None else None

    @property
    def signed_in(self) -> User:
        """The user, where the route has already made sure of one."""
        user = self.user
        if user is None:
            raise LookupError("nobody is signed in")
        return user

    @property
    def zone(self) -> ZoneInfo:
        """Pages follow the browser's own zone once its script has set the cookie."""
        cookie = self.request.cookies.get("browser.timezone", "")
        return zone_named(cookie.replace("%2F", "/")) if cookie else EASTERN

    def flash(self, name: str, text: str) -> None:
        """Say something on the next page shown: `#flash_<name>`."""
        self.session.flashes[name] = text

    def csrf_token(self) -> str:
        """Masked afresh for every form, as Rails does against BREACH."""
        pad = secrets.token_bytes(CSRF_BYTES)
        masked = bytes(a ^ b for a, b in zip(pad, self.session.csrf, strict=True))
        return base64.b64encode(pad + masked).decode()

    def csrf_valid(self) -> bool:
        """From the form field or the header jquery_ujs sets."""
        shown = self.params.text("authenticity_token") or self.request.headers.get("X-CSRF-Token", "")
        try:
            raw = base64.b64decode(shown)
        except (binascii.Error, ValueError):
            return False
        if len(raw) != 2 * CSRF_BYTES:
            return False
        bare = bytes(a ^ b for a, b in zip(raw[:CSRF_BYTES], raw[CSRF_BYTES:], strict=True))
        return hmac.compare_digest(bare, self.session.csrf)
