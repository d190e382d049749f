"""Which proxy is on the way, from what the user wrote."""

from __future__ import annotations

from base64 import b64encode

import pytest

from native_host.autolab.proxy import VARIABLE, Proxy, parse_proxy, proxy_for
from native_host.wire.errors import CompanionError

SERVER = "https://autolab.example.edu"


def basic(credentials: bytes) -> str:
    return f"Basic {b64encode(credentials).decode()}"


@pytest.mark.parametrize(
    ("named", "proxy"),
    [
        ("http://proxy.example.edu:3128", Proxy("proxy.example.edu", "http://proxy.example.edu:3128")),
        ("https://Proxy.Example.edu", Proxy("proxy.example.edu", "https://proxy.example.edu:443")),
        ("http://proxy:443", Proxy("proxy", "http://proxy:443")),
        ("http://proxy", Proxy("proxy", "http://proxy:80")),
        (
            "http://stu:hunter2@10.0.0.1:8080/",
            Proxy("10.0.0.1", "http://10.0.0.1:8080", basic(b"stu:hunter2")),
        ),
        ("http://[2001:db8::1]:3128", Proxy("2001:db8::1", "http://[2001:db8::1]:3128")),
        ("http://b%C3%BCro:%E2%82%AC%40@p:1", Proxy("p", "http://p:1", basic("büro:€@".encode()))),
        ("http://büro:€@p:1", Proxy("p", "http://p:1", basic("büro:€".encode()))),
        ("http://stu:%E4@p:1", Proxy("p", "http://p:1", basic(b"stu:\xe4"))),
        ("http://stu@p:1", Proxy("p", "http://p:1", basic(b"stu:"))),
    ],
)
def test_what_the_user_names_is_used_for_every_server_but_this_machine(named: str, proxy: Proxy) -> None:
    assert proxy_for(SERVER, {VARIABLE: f" {named} "}) == proxy
    assert proxy_for(f"{SERVER}:8443", {VARIABLE: named}) == proxy
    for here in ("http://127.0.0.1:3000", "http://localhost:3000", "http://[::1]:3000", "https://127.8.9.1"):
        assert proxy_for(here, {VARIABLE: named}) is None


def test_a_password_is_in_no_repr() -> None:
    assert "hunter2" not in repr(parse_proxy("http://stu:hunter2@proxy:1"))


@pytest.mark.parametrize("environ", [{}, {VARIABLE: ""}, {VARIABLE: "  "}, {"HTTPS_PROXY": "http://p:1"}])
def test_nothing_named_is_no_proxy(environ: dict[str, str]) -> None:
    assert proxy_for(SERVER, environ) is None


@pytest.mark.parametrize(
    "named",
    [
        "proxy.example.edu:3128",
        "socks5://stu:hunter2@proxy.example.edu",
        "http://",
        "http://:3128",
        "http://stu:hunter2@proxy:70000",
        "http://stu:hunter2@proxy:0",
        "http://stu:hunter2@proxy:port",
        "http://[hunter2",
        "http://stu:hunter2@proxy/path",
        "http://proxy?hunter2",
        "http://proxy\r\nX: hunter2",
        "http://proxy hunter2",
        "http://stu:hunter2@proxy..example.edu:3128",
        f"http://stu:hunter2@{'p' * 64}.example.edu:3128",
        f"http://stu:hunter2@{'p.' * 127}example.edu:3128",
        "http://stu:hunter2@.example.edu",
        "http://stu:hunter2@2130706433",
        "http://stu:hunter2%0D%0AX@proxy",
        "http://stu%3Ahunter2:x@proxy",
    ],
)
def test_what_is_no_proxy_is_refused_without_repeating_it(named: str) -> None:
    with pytest.raises(CompanionError) as caught:
        proxy_for(SERVER, {VARIABLE: named})
    assert caught.value.name == "proxy_invalid"
    assert "hunter2" not in str(caught.value.as_json())
