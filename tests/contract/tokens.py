"""Tokens for the client under test, got as a user gets them: form login, consent, exchange, refresh."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from native_host.oauth.secret import Secret
from tests.sandbox.visitor import Visitor

if TYPE_CHECKING:
    from native_host.autolab.http_messages import Token
    from tests.sandbox import Sandbox

OOB = "urn:ietf:wg:oauth:2.0:oob"
PASSWORDS = {
    "admin@foo.bar": "adminfoobar",
    "instructor@foo.bar": "instructorpw1",
    "ca@foo.bar": "assistantpw1",
    "student1@foo.bar": "studentpw1",
    "student2@foo.bar": "studentpw2",
    "student3@foo.bar": "studentpw3",
    "student4@foo.bar": "studentpw4",
    "nocourse@foo.bar": "nocoursepw1",
}


class SignedIn:
    """A TokenSource for one user of a reference sandbox; counts its refreshes."""

    def __init__(self, box: Sandbox, email: str, *scopes: str) -> None:
        self._app = box.application()
        self._visitor = Visitor(box.base)
        self._visitor.sign_in(email, PASSWORDS[email])
        scope = " ".join(scopes or self._app.scopes)
        consent = self._visitor.authorize(
            client_id=self._app.uid, redirect_uri=OOB, scope=scope, state=secrets.token_hex(8)
        )
        code = consent.location.partition("code=")[2]
        self._keep(grant_type="authorization_code", code=code, redirect_uri=OOB)
        self.refreshes = 0

    def _keep(self, **grant: str) -> None:
        client = {"client_id": self._app.uid, "client_secret": self._app.secret}
        answer = Visitor(self._visitor.base).form("/oauth/token", {**client, **grant}).json()
        self._access, self._refresh = Secret(answer["access_token"]), Secret(answer["refresh_token"])

    async def access_token(self, server: str) -> Token:
        assert server == self._visitor.base
        return self._access

    async def refresh_after(self, server: str, rejected: Token) -> Token:
        assert server == self._visitor.base
        if rejected == self._access:
            self.refreshes += 1
            self._keep(grant_type="refresh_token", refresh_token=self._refresh.reveal())
        return self._access
