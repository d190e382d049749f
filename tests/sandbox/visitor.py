"""A browser without a screen: keeps cookies, fills in forms, follows nothing by itself."""

from __future__ import annotations

import http.client
import json
import re
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

TIMEOUT = 30
COOKIE = "_autolab3_session"


@dataclass
class Answer:
    """What came back; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    def json(self) -> Any:
        return json.loads(self.body)

    def hidden(self, name: str) -> str:
        """The value of a hidden input."""
        match = re.search(rf'<input[^>]*name="{re.escape(name)}"[^>]*value="([^"]*)"', self.text)
        return unescape(match[1]) if match else ""


class Visitor:
    """Talks to one server; `token` sends a Bearer header."""

    def __init__(self, base: str, token: str | None = None) -> None:
        parts = urlsplit(base)
        self.base = base
        self._address = (parts.hostname or "", parts.port or 80)
        self.token = token
        self.cookies: dict[str, str] = {}

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """One request; `path` may be a whole address of this server."""
        sent = dict(headers or {})
        if self.token:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        connection = http.client.HTTPConnection(*self._address, timeout=TIMEOUT)
        try:
            connection.request(method, path.removeprefix(self.base) or "/", body, sent)
            response = connection.getresponse()
            answer = Answer(
                response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
            )
        finally:
            connection.close()
        cookie = answer.headers.get("set-cookie", "").split(";")[0]
        if "=" in cookie:
            name, _, value = cookie.partition("=")
            self.cookies[name] = value
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        """GET."""
        return self.ask("GET", path, headers=headers)

    def form(self, path: str, fields: dict[str, str], method: str = "POST", **headers: str) -> Answer:
        """A urlencoded form."""
        sent = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        return self.ask(method, path, body=urlencode(fields).encode(), headers=sent)

    def json(self, path: str, value: object, method: str = "POST", **headers: str) -> Answer:
        """A JSON body."""
        sent = {"Content-Type": "application/json", **headers}
        return self.ask(method, path, body=json.dumps(value).encode(), headers=sent)

    def upload(
        self, path: str, content: bytes, filename: str = "handin.c", fields: dict[str, str] | None = None
    ) -> Answer:
        """multipart/form-data with `submission[file]`."""
        boundary = "sandbox-visitor-boundary"
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'
            for n, v in (fields or {}).items()
        ]
        parts.append(
            f'--{boundary}\r\nContent-Disposition: form-data; name="submission[file]"; filename="{filename}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        body = "".join(parts).encode() + content + f"\r\n--{boundary}--\r\n".encode()
        return self.ask(
            "POST", path, body=body, headers={"Content-Type": f"multipart/form-data; boundary={boundary}"}
        )

    def sign_in(self, email: str, password: str) -> Answer:
        """Through the form, CSRF token and all."""
        page = self.get("/auth/users/sign_in")
        fields = {"user[email]": email, "user[password]": password}
        token = page.hidden("authenticity_token")
        return self.form("/auth/users/sign_in", {"authenticity_token": token, **fields})

    def authorize(self, *, deny: bool = False, **query: str) -> Answer:
        """GET /oauth/authorize and press a button if there is a consent page; ends at a redirect or an error."""
        page = self.get("/oauth/authorize?" + urlencode({"response_type": "code", **query}))
        if page.status != http.HTTPStatus.OK or "oauth-permissions" not in page.text:
            return page
        names = ("authenticity_token", "client_id", "redirect_uri", "state", "response_type", "scope")
        fields = {name: page.hidden(name) for name in names}
        if deny:
            fields["_method"] = "delete"
        return self.form("/oauth/authorize", fields)

    def code(self, **query: str) -> str:
        """The authorization code a granted request ends with."""
        return parse_qs(urlsplit(self.authorize(deny=False, **query).location).query)["code"][0]
