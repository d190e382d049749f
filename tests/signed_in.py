"""Sign a host in to a sandbox the way a browser would, without one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from native_host.identity import IDENTITY_REDIRECTS
from tests.sandbox.visitor import Visitor

if TYPE_CHECKING:
    from tests.host import HostProcess
    from tests.sandbox import Sandbox

STUDENTS = {
    "reference": ("student1@foo.bar", "studentpw1"),
    "demo": ("maya@cmu.example", "maya-demo"),
    "large": ("student1@foo.bar", "studentpw1"),
}


def add_server(host: HostProcess, box: Sandbox) -> None:
    """Add the sandbox with its confidential client, as the popup does."""
    client = box.application()
    params = {"server": box.base, "client_id": client.uid, "client_secret": client.secret}
    host.request("servers.add", params)


def sign_in(
    host: HostProcess, box: Sandbox, email: str | None = None, password: str | None = None
) -> dict[str, Any]:
    """Add the server and sign in as one of its users; the result of sign_in.finish."""
    known_email, known_password = STUDENTS[box.seed]
    add_server(host, box)
    redirect = IDENTITY_REDIRECTS[0]
    started = host.request("sign_in.start", {"server": box.base, "way": "identity", "redirect_uri": redirect})
    visitor = Visitor(box.base)
    visitor.sign_in(email or known_email, password or known_password)
    ended = allow(visitor, started["authorization_url"])
    return host.request("sign_in.finish", {"attempt": started["attempt"], "redirect_url": ended})


def allow(visitor: Visitor, authorization_url: str) -> str:
    """Where the server sends its signed-in visitor who allows what is asked."""
    asked = dict(parse_qsl(urlsplit(authorization_url).query))
    asked.pop("response_type")
    return visitor.authorize(deny=False, **asked).location
