"""What a server repeats of our secrets is hidden in its refusals, and nothing else is touched."""

from __future__ import annotations

import pytest

from native_host.autolab.echo import unechoed
from native_host.autolab.messages import FormBody, Request, Response
from native_host.oauth.secret import Secret

TOKEN = Secret("an-access-token")
FORM = Request(
    "POST", "/oauth/token", body=FormBody({"client_id": "a-known-client", "client_secret": "p4ssw0rd!"})
)
POLL = Request("GET", "/oauth/device_flow_authorize", {"client_id": "x", "device_code": "0123456789"})
GET = Request("GET", "/api/v1/user")


@pytest.mark.parametrize(
    ("request_", "token", "said", "kept"),
    [
        (FORM, None, b"a-known-client, p4ssw0rd! is wrong: p4ssw0rd!", b"a-known-client, *** is wrong: ***"),
        (POLL, None, b'{"error": "0123456789?"}', b'{"error": "***?"}'),
        (GET, TOKEN, b"Bearer an-access-token", b"Bearer ***"),
        (GET, None, b"an-access-token", b"an-access-token"),
        (Request("POST", "/", body=FormBody({"code": "e"})), None, b"refused", b"refused"),
    ],
)
def test_a_refusal_tells_no_secret(request_: Request, token: Secret | None, said: bytes, kept: bytes) -> None:
    assert unechoed(request_, token, Response(400, {}, said)).body == kept


def test_an_answer_is_left_as_it_is() -> None:
    """A token endpoint may give the same refresh token again."""
    answer = Response(200, {}, b'{"refresh_token": "p4ssw0rd!"}')
    assert unechoed(FORM, TOKEN, answer) == answer
