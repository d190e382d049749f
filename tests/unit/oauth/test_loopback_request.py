from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.oauth.loopback_request import MAX_HEAD, check_request, head_complete

NETLOC = "127.0.0.1:8123"
GOOD = ("GET /callback?code=abc&state=s HTTP/1.1", f"Host: {NETLOC}", "Accept: text/html")


def head(*lines: str) -> bytes:
    return "\r\n".join([*lines, "", ""]).encode()


def verdict(*lines: str) -> tuple[int, str | None]:
    return check_request(head(*lines), NETLOC, "/callback")


def test_the_awaited_redirect() -> None:
    assert verdict(*GOOD) == (200, "/callback?code=abc&state=s")
    navigation = ("Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document", "Sec-Fetch-Site: cross-site")
    assert verdict(*GOOD, *navigation)[0] == 200


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (("GET /callback?code=a HTTP/1.1",), 400),
        (("GET /callback?code=a HTTP/1.1", f"Host: {NETLOC}", f"Host: {NETLOC}"), 400),
        (("GET /callback?code=a HTTP/1.1", "Host: localhost:8123"), 403),
        (("GET /callback?code=a HTTP/1.1", "Host: evil.example:8123"), 403),
        (("GET /callback?code=a HTTP/1.1", "Host: 127.0.0.1"), 403),
        ((*GOOD, "Origin: https://evil.example"), 403),
        ((*GOOD, "Origin: null"), 403),
        ((*GOOD, "Sec-Fetch-Mode: no-cors"), 403),
        ((*GOOD, "Sec-Fetch-Mode: cors"), 403),
        ((*GOOD, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"), 403),
        ((*GOOD, "Sec-Fetch-Dest: image"), 403),
        (("GET / HTTP/1.1", f"Host: {NETLOC}"), 404),
        (("GET /favicon.ico HTTP/1.1", f"Host: {NETLOC}"), 404),
        (("GET /callback/ HTTP/1.1", f"Host: {NETLOC}"), 404),
        (("GET //evil/callback HTTP/1.1", f"Host: {NETLOC}"), 404),
        (("GET http://evil/callback HTTP/1.1", f"Host: {NETLOC}"), 404),
        (("POST /callback?code=a HTTP/1.1", f"Host: {NETLOC}"), 405),
        (("HEAD /callback?code=a HTTP/1.1", f"Host: {NETLOC}"), 405),
        (("OPTIONS /callback HTTP/1.1", f"Host: {NETLOC}"), 405),
        (("GET /callback?code=a HTTP/2", f"Host: {NETLOC}"), 400),
        (("GET /callback?code=a", f"Host: {NETLOC}"), 400),
        (("GET /callback?code=a HTTP/1.1", f"Host : {NETLOC}"), 400),
        (("GET /callback?code=a HTTP/1.1", f" Host: {NETLOC}"), 400),
        (("",), 400),
    ],
)
def test_what_a_web_page_can_send_is_refused(lines: tuple[str, ...], status: int) -> None:
    assert verdict(*lines) == (status, None)


@given(st.binary(max_size=400))
def test_whatever_is_sent_is_judged(data: bytes) -> None:
    status, target = check_request(data, NETLOC, "/callback")
    assert status in (200, 400, 403, 404, 405)
    assert (target is not None) == (status == 200)


def test_heads_end_with_an_empty_line() -> None:
    assert head_complete(head(*GOOD))
    assert not head_complete(b"x" * MAX_HEAD)
