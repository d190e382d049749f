"""Which proxy is on the way, from what the user wrote."""

from __future__ import annotations

import pytest

from native_host.autolab.proxy import VARIABLE, proxy_for
from native_host.wire.errors import CompanionError

SERVER = "https://autolab.example.edu"


@pytest.mark.parametrize(
    "named",
    [
        "http://proxy.example.edu:3128",
        "https://proxy.example.edu",
        "http://stu:hunter2@10.0.0.1:8080/",
        "http://[2001:db8::1]:3128",
    ],
)
def test_what_the_user_names_is_used_for_every_server_but_this_machine(named: str) -> None:
    assert proxy_for(SERVER, {VARIABLE: f" {named} "}) == named
    assert proxy_for(f"{SERVER}:8443", {VARIABLE: named}) == named
    for here in ("http://127.0.0.1:3000", "http://localhost:3000", "http://[::1]:3000", "https://127.8.9.1"):
        assert proxy_for(here, {VARIABLE: named}) is None


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
    ],
)
def test_what_is_no_proxy_is_refused_without_repeating_it(named: str) -> None:
    with pytest.raises(CompanionError) as caught:
        proxy_for(SERVER, {VARIABLE: named})
    assert caught.value.name == "proxy_invalid"
    assert "hunter2" not in str(caught.value.as_json())
